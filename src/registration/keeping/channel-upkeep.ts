import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../../schedule/scheduled-task.js';
import { ChannelRegister } from '../channel-register.js';
import { ChannelSurvey } from '../plan/channel-survey.js';
import { nextCheckMs } from '../plan/next-check.js';
import { ChannelKeeper, type KeptChannel } from './channel-keeper.js';

/** A tick costs a look into Redis; Zoho is asked only when something is due. */
const tickMs = 15_000;
/** However seldom renewals are looked for: what Zoho has is compared with what should be once a day. */
const dayMs = 24 * 3_600_000;

/**
 * Keeps the channels alive without a person: they are looked at when a process starts, every CHANNEL_RENEW_EVERY (daily
 * at the latest), and when half of a life is over. While Zoho can't be asked it keeps trying.
 */
@Injectable()
@Scheduled()
export class ChannelUpkeep {
  readonly #logger = new Logger(ChannelUpkeep.name);
  readonly #everyMs: number;
  readonly #isPossible: boolean;
  #lookedSinceStart = false;

  constructor(
    settings: Settings,
    private readonly keeper: ChannelKeeper,
    private readonly register: ChannelRegister,
    private readonly survey: ChannelSurvey,
  ) {
    this.#everyMs = Math.min(settings.schedule.checkChannelsEveryMs, dayMs);
    this.#isPossible =
      settings.zoho.credentials !== undefined && settings.webhook.baseUrl !== undefined;
  }

  /** None without credentials or a public address: then there is nothing to keep, and nobody to ask. */
  tasks(): readonly ScheduledTask[] {
    if (!this.#isPossible) return [];
    const when = { everyMs: Math.min(tickMs, this.#everyMs) };
    return [{ name: 'channels.keep', when, atStart: true, run: () => this.run() }];
  }

  /** One tick. Never rejects for a reason that concerns Zoho: it is noted, logged, and tried again. */
  async run(): Promise<TaskReport> {
    const state = await this.register.read();
    if (state.unregisteredAtMs !== undefined) return undefined;
    const dueAtMs = nextCheckMs(state, this.#everyMs, this.survey.modules);
    // A pause that Zoho asked for holds for a process that just started, too.
    const mayLook = state.readAtMs >= (state.check?.againAtMs ?? 0);
    if (!mayLook || (this.#lookedSinceStart && state.readAtMs < dueAtMs)) return undefined;
    try {
      const kept = await this.keeper.keep();
      this.#lookedSinceStart = true;
      return countsOf(kept);
    } catch (error) {
      const { code, message } = appErrorFrom(error);
      this.#logger.warn({ event: 'channels.not_kept', code, reason: message });
      return undefined;
    }
  }
}

/** How many channels were created, renewed and so on. */
function countsOf(kept: readonly KeptChannel[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { step, outcome } of kept) {
    const name = outcome.status === 'refused' ? 'refused' : step.action;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
