import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { AppError, retryNever } from '../../kernel/app-error.js';
import { ChannelRegister } from '../channel-register.js';
import { type KeptRow, keptRows, type PlannedRow, plannedRow } from '../kept-row.js';
import { ChannelSurvey } from '../plan/channel-survey.js';
import { ChannelKeeper, type KeepOptions } from './channel-keeper.js';

/** `register`: what should be there, and what Zoho refused lately. `renew`: every channel, whatever is left of it. */
export type ChannelDeed = 'register' | 'renew';

const how = { register: { retryRefused: true }, renew: { renewAll: true } } as const;

/** How long a person waits while another process changes channels. */
const waitMs = 30_000;

/** What a person asks for, on the command line, over HTTP or in the console. `only`: these modules; else all that are synced. */
@Injectable()
export class ChannelRequests {
  constructor(
    private readonly register: ChannelRegister,
    private readonly survey: ChannelSurvey,
    private readonly keeper: ChannelKeeper,
  ) {}

  /** What `carryOut` would do now: Zoho is asked what it has, and nothing is changed. @throws as `carryOut` */
  async preview(deed: ChannelDeed, only?: readonly ApiModule[]): Promise<readonly PlannedRow[]> {
    await this.#check(deed);
    const { plan } = await this.survey.look({ ...how[deed], beginAnew: deed === 'register' });
    return plan.filter(({ api }) => only === undefined || only.includes(api)).map(plannedRow);
  }

  /**
   * What became of each channel. `register` ends what `unregister` began; `renew` refuses where all are unregistered.
   * @throws ZohoError; AppError where no address is set or another process is at it
   */
  async carryOut(deed: ChannelDeed, only?: readonly ApiModule[]): Promise<readonly KeptRow[]> {
    await this.#check(deed);
    if (deed === 'register') await this.register.setUnregistered(undefined);
    return this.keep(only, how[deed]);
  }

  /** Brings the channels to what they should be, and says so also of modules that are switched off. @throws as `carryOut` */
  async keep(
    only: readonly ApiModule[] | undefined,
    options: Pick<KeepOptions, 'renewAll' | 'retryRefused'> = {},
  ): Promise<readonly KeptRow[]> {
    const narrowed = only === undefined ? {} : { only };
    const kept = await this.keeper.keep({ ...options, ...narrowed, waitMs });
    const { disabled } = await this.register.read();
    const touched = new Set(kept.map(({ step }) => step.api));
    const off = (only ?? this.survey.modules).filter((api) => disabled.has(api));
    return keptRows(
      kept,
      off.filter((api) => !touched.has(api)),
    );
  }

  /** Ends every channel of ours, until they are registered again. Returns their modules. @throws as `carryOut` */
  async unregister(): Promise<readonly string[]> {
    await this.register.setUnregistered(this.register.now());
    return this.keeper.end(waitMs);
  }

  async #check(deed: ChannelDeed): Promise<void> {
    if (deed === 'register') return;
    const { unregisteredAtMs } = await this.register.read();
    if (unregisteredAtMs !== undefined) throw unregistered();
  }
}

function unregistered(): AppError {
  return new AppError(
    'registration.unregistered',
    'The channels were unregistered: `zoho-sync webhooks register` makes them again.',
    { retry: retryNever },
  );
}
