import { Injectable } from '@nestjs/common';

import { listens } from '../../config/roles.js';
import { Settings } from '../../config/settings.js';
import { type ApiModule } from '../../crm/modules.js';
import { Processes } from '../../installation/processes.js';
import { type Channel } from '../../zoho/channels/channel-entries.js';
import { ZohoChannels } from '../../zoho/channels/zoho-channels.js';
import { ChannelRegister } from '../channel-register.js';
import { type RegisterState } from '../register-state.js';
import { type ChannelStep, isOurs, planChannels, type PlanFacts } from './channel-plan.js';
import { ChannelTokens } from './channel-tokens.js';
import { desiredChannels, notifyUrlOf, publicAddressOf } from './desired-channels.js';
import { refusedAgainMs } from './next-check.js';

/** The channels as Zoho has them, as they should be, and what leads from the one to the other. */
export interface SurveyedChannels {
  readonly state: RegisterState;
  readonly actual: readonly Channel[];
  readonly plan: readonly ChannelStep[];
  /** How far Zoho's clock is ahead of ours. */
  readonly skewMs: number;
  /** Whether channels keep the previous secret's tokens until every process accepts the new ones. */
  readonly waitsForProcesses: boolean;
}

export interface SurveyOptions {
  readonly only?: readonly ApiModule[];
  readonly renewAll?: boolean;
  readonly retryRefused?: boolean;
  /** As if nobody had unregistered the channels. */
  readonly beginAnew?: boolean;
}

/** Looks at channels and changes nothing. */
@Injectable()
export class ChannelSurvey {
  constructor(
    private readonly settings: Settings,
    private readonly channels: ZohoChannels,
    private readonly register: ChannelRegister,
    private readonly processes: Processes,
  ) {}

  /** The API modules that are synced, whether or not they can be watched. */
  get modules(): readonly ApiModule[] {
    return this.settings.queue.apis;
  }

  /** @throws ZohoError; AppError where WEBHOOK_BASE_URL isn't set */
  async look(options: SurveyOptions = {}): Promise<SurveyedChannels> {
    const { facts, state, skewMs } = await this.#facts(options);
    return {
      state,
      actual: facts.actual,
      plan: planChannels(facts),
      skewMs,
      waitsForProcesses: facts.tokens.waitsForProcesses,
    };
  }

  /** The channels of ours that Zoho has, also those that shouldn't be there. @throws as `look` */
  async ours(): Promise<readonly Channel[]> {
    const { facts } = await this.#facts({});
    return facts.actual.filter((channel) => isOurs(channel, facts));
  }

  async #facts(
    options: SurveyOptions,
  ): Promise<{ facts: PlanFacts; state: RegisterState; skewMs: number }> {
    const baseUrl = publicAddressOf(this.settings.webhook);
    const [state, list, processes] = await Promise.all([
      this.register.read(),
      this.channels.list(),
      this.processes.alive(),
    ]);
    const receivers = processes.filter(({ role }) => listens(role));
    const skewMs = list.serverTimeMs === undefined ? 0 : list.serverTimeMs - state.readAtMs;
    const desired = desiredChannels(this.settings.queue.apis, baseUrl);
    const facts: PlanFacts = {
      desired: desired.filter(({ api }) => isWanted(api, state, options)),
      notifyUrl: notifyUrlOf(baseUrl),
      actual: list.channels,
      known: state.known,
      tokens: new ChannelTokens(this.settings.webhook, receivers),
      zohoNowMs: state.readAtMs + skewMs,
      renewAll: options.renewAll === true,
    };
    return { facts, state, skewMs };
  }
}

/** Whether a module is to have a channel now: a person may have decided otherwise, or Zoho refused it lately. */
function isWanted(api: ApiModule, state: RegisterState, options: SurveyOptions): boolean {
  if (state.disabled.has(api)) return false;
  if (state.unregisteredAtMs !== undefined && options.beginAnew !== true) return false;
  const refused = state.refused.get(api);
  if (refused === undefined || options.retryRefused === true) return true;
  return state.readAtMs - refused.atMs >= refusedAgainMs;
}
