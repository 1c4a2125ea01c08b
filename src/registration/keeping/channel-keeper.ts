import { setTimeout as delay } from 'node:timers/promises';

import { Injectable, Logger } from '@nestjs/common';

import { type ApiModule } from '../../crm/modules.js';
import { AppError, appErrorFrom, retryLater } from '../../kernel/app-error.js';
import { span, type Span } from '../../observability/tracing.js';
import { type ChannelOutcome } from '../../zoho/channels/channel-entries.js';
import { ZohoChannels } from '../../zoho/channels/zoho-channels.js';
import { type ChannelStep, type KeepStep } from '../plan/channel-plan.js';
import { ChannelSurvey, type SurveyedChannels } from '../plan/channel-survey.js';
import { refusalText, refusesModule } from '../channel-refusal.js';
import { type ChannelStepResult, climb, type StepOutcome } from './channel-ladder.js';
import { ChannelNotes } from './channel-notes.js';

/** Longer than the calls of one run take, short enough that a killed process doesn't hold up the next for long. */
const lockMs = 45_000;
const lockPollMs = 250;

export interface KeepOptions {
  /** Only these modules; all that are synced otherwise. */
  readonly only?: readonly ApiModule[];
  /** Renew every channel, whatever is left of its life. */
  readonly renewAll?: boolean;
  /** Try modules again that Zoho refused to watch lately. */
  readonly retryRefused?: boolean;
  /** How long to wait while another process changes channels; 0, the default, is not at all. */
  readonly waitMs?: number;
}

/** What became of one channel, and why it was touched. */
export type KeptChannel =
  | ChannelStepResult
  | {
      readonly step: Extract<ChannelStep, { action: 'delete' }>;
      readonly outcome: StepOutcome;
    };

/**
 * Brings the channels that Zoho has to those that should exist. Safe to repeat at any time and from several processes:
 * one at a time changes channels, and a second run finds nothing to do.
 */
@Injectable()
export class ChannelKeeper {
  readonly #logger = new Logger(ChannelKeeper.name);

  constructor(
    private readonly channels: ZohoChannels,
    private readonly survey: ChannelSurvey,
    private readonly notes: ChannelNotes,
  ) {}

  /**
   * What was done, one entry per channel; channels that needed nothing are in it too. A module that Zoho refuses
   * doesn't keep the others from being kept.
   * @throws ZohoError where a call fails as a whole; AppError where no address is set or another process is at it
   */
  keep(options: KeepOptions = {}): Promise<readonly KeptChannel[]> {
    return span('keep channels', { parent: 'none' }, (keeping) => {
      return this.#keep(options, keeping);
    });
  }

  async #keep(options: KeepOptions, keeping: Span): Promise<readonly KeptChannel[]> {
    return this.#alone(options.waitMs ?? 0, async () => {
      try {
        const survey = await this.survey.look(options);
        const kept = await this.#carryOut(survey, options);
        const failure = failureOf(kept);
        if (failure !== undefined) keeping.fail(failure.code);
        if (failure !== undefined) await this.notes.failed(failure);
        else if (options.only === undefined) await this.notes.succeeded(survey);
        return kept;
      } catch (error) {
        await this.notes.failed(appErrorFrom(error));
        throw error;
      }
    });
  }

  /** Ends every channel of ours. Returns their modules. @throws as `keep` */
  async end(waitMs: number): Promise<readonly string[]> {
    return this.#alone(waitMs, async () => {
      const ours = await this.survey.ours();
      if (ours.length > 0) await this.channels.disable(ours.map(({ channelId }) => channelId));
      for (const { api, channelId } of ours) {
        this.#logger.log({ event: 'channel.ended', api, channelId });
      }
      await this.notes.ended(ours);
      return ours.map(({ api }) => api);
    });
  }

  async #carryOut(
    survey: SurveyedChannels,
    { only }: KeepOptions,
  ): Promise<readonly KeptChannel[]> {
    const kept: KeptChannel[] = [];
    const settle = async (result: ChannelStepResult): Promise<void> => {
      kept.push(result);
      await this.notes.settled(result, survey);
    };
    const steps = survey.plan.filter(({ api }) => only === undefined || only.includes(api));
    const keepSteps = steps.filter((step): step is KeepStep => step.action !== 'delete');
    for (const step of keepSteps.filter(({ action }) => action === 'leave')) {
      await settle({ step, outcome: { status: 'done', expiresAtMs: step.expiresAtMs } });
    }
    for (const action of ['create', 'replace', 'renew'] as const) {
      const ofAction = keepSteps.filter((step) => step.action === action);
      await climb(this.channels, action, ofAction, settle);
    }
    // An old channel is ended only once the new one stands.
    const refused = kept.filter(({ outcome }) => outcome.status === 'refused');
    const unwatched = new Set(refused.map(({ step }) => step.api));
    const deletions = steps.filter((step) => step.action === 'delete');
    return [...kept, ...(await this.#delete(deletions.filter(({ api }) => !unwatched.has(api))))];
  }

  async #delete(
    steps: readonly Extract<ChannelStep, { action: 'delete' }>[],
  ): Promise<readonly KeptChannel[]> {
    if (steps.length === 0) return [];
    const outcomes = await this.channels.disable(steps.map(({ channelId }) => channelId));
    for (const { api, channelId, reason } of steps) {
      this.#logger.log({ event: 'channel.ended', api, channelId, reason });
    }
    await this.notes.ended(steps);
    return steps.map((step) => ({ step, outcome: endOf(step.channelId, outcomes) }));
  }

  async #alone<T>(waitMs: number, work: () => Promise<T>): Promise<T> {
    const { lock } = this.notes;
    for (let waitedMs = 0; ; waitedMs += lockPollMs) {
      const key = await lock.take(lockMs);
      if (key !== undefined) {
        try {
          return await work();
        } finally {
          await lock.release(key).catch(ignoredBecauseItOpensByItself);
        }
      }
      if (waitedMs >= waitMs) throw busy();
      await delay(lockPollMs);
    }
  }
}

/** A channel that can't be kept is tried again soon; a module that can't be watched is not. */
function failureOf(kept: readonly KeptChannel[]): AppError | undefined {
  const codes = kept.flatMap(({ step, outcome }) =>
    outcome.status === 'refused' && !refusesModule(outcome.code)
      ? [`${step.api} (${refusalText(outcome)})`]
      : [],
  );
  if (codes.length === 0) return undefined;
  const message = `Zoho refuses the channels of ${codes.join(', ')}; \`zoho-sync webhooks verify\` says how they differ`;
  return new AppError('registration.refused', message, { retry: retryLater });
}

function busy(): AppError {
  return new AppError(
    'registration.busy',
    'Another process is changing channels just now: try again in a moment.',
    { retry: retryLater },
  );
}

/** A refusal doesn't say whose it is; a channel that isn't known any more is ended all the same. */
function endOf(channelId: string, outcomes: readonly ChannelOutcome[]): StepOutcome {
  const accepted = outcomes.some(
    (outcome) =>
      outcome.status === 'accepted' &&
      outcome.modules.some((module) => module.channelId === channelId),
  );
  const refusal = outcomes.find(
    (outcome) => outcome.status === 'refused' && outcome.code !== 'NOT_SUBSCRIBED',
  );
  if (accepted || refusal?.status !== 'refused') return { status: 'done', expiresAtMs: undefined };
  return refusal;
}

function ignoredBecauseItOpensByItself(): void {
  // The lock ends by its own time limit.
}
