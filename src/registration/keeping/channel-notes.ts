import { Injectable, Logger } from '@nestjs/common';

import { isApiModule } from '../../crm/modules.js';
import { type Gap, GapStore } from '../../gaps/gap-store.js';
import { PolledModules } from '../../gaps/polled-modules.js';
import { LastDeliveries } from '../../installation/last-deliveries.js';
import { type AppError } from '../../kernel/app-error.js';
import { type RedisLock } from '../../redis/redis-lock.js';
import { ChannelRegister } from '../channel-register.js';
import { type KeepStep, type KnownChannel } from '../plan/channel-plan.js';
import { type SurveyedChannels } from '../plan/channel-survey.js';
import { lifetimeMs } from '../plan/desired-channels.js';
import { type LastCheck, type RegisterState } from '../register-state.js';
import { type ChannelRefusal, refusesModule } from '../channel-refusal.js';
import { type ChannelStepResult } from './channel-ladder.js';

/** Zoho keeps times to the second, and may round them. */
const sameExpiryMs = 2000;

/** What Zoho gives a channel for which it confirms no time. */
const silentLifetimeMs = 3_600_000;
/** An expiry that is so much earlier than the one asked for was cut short. */
const shortenedByMs = 3_600_000;

const events = {
  create: 'channel.created',
  replace: 'channel.replaced',
  renew: 'channel.renewed',
  leave: 'channel.checked',
} as const;

/** Writes down what became of channels, for every process and for the sweep. */
@Injectable()
export class ChannelNotes {
  readonly #logger = new Logger('Channels');

  constructor(
    private readonly register: ChannelRegister,
    private readonly gaps: GapStore,
    private readonly heard: LastDeliveries,
    private readonly polled: PolledModules,
  ) {}

  get lock(): RedisLock {
    return this.register.lock;
  }

  /** A step was done or refused. Its gap is noted before the channel counts as well again. */
  async settled(result: ChannelStepResult, survey: SurveyedChannels): Promise<void> {
    const { step, outcome } = result;
    if (outcome.status === 'refused') {
      await this.#refused(step, outcome, survey);
      return;
    }
    const nowMs = survey.state.readAtMs;
    const before = survey.state.known.find(({ api }) => api === step.api);
    const gap = gapOf(step, before, this.register.now());
    if (gap !== undefined) await this.gaps.note(gap);
    const zohoNowMs = nowMs + survey.skewMs;
    const expiresAtMs = outcome.expiresAtMs ?? zohoNowMs + silentLifetimeMs;
    await this.register.confirm({
      api: step.api,
      channelId: step.request.channelId,
      confirmedAtMs: confirmedAtMs(step, before, zohoNowMs),
      expiresAtMs,
      aliveAtMs: nowMs,
    });
    this.#report(step, expiresAtMs);
  }

  /** Channels exist no more. */
  async ended(channels: readonly { readonly channelId: string }[]): Promise<void> {
    await this.heard.forget(channels.map(({ channelId }) => channelId));
  }

  /** A whole run went well. */
  async succeeded({ state, skewMs, waitsForProcesses }: SurveyedChannels): Promise<void> {
    await this.#poll(await this.register.read());
    await this.register.checked({
      atMs: state.readAtMs,
      failure: undefined,
      failures: 0,
      againAtMs: 0,
      skewMs,
      waitsForProcesses,
    });
  }

  async failed(error: AppError): Promise<void> {
    const state = await this.register.read();
    const { check, readAtMs } = state;
    await this.#poll(state);
    const failures = (check?.failures ?? 0) + 1;
    const pauseMs = error.retry.kind === 'pause' ? error.retry.forMs : 0;
    const failed: LastCheck = {
      atMs: readAtMs,
      failure: error.message,
      failures,
      againAtMs: readAtMs + pauseMs,
      skewMs: check?.skewMs ?? 0,
      waitsForProcesses: check?.waitsForProcesses ?? false,
    };
    await this.register.checked(failed);
  }

  /** Nothing else tells of modules that have no channel. */
  async #poll({ refused, unkept }: RegisterState): Promise<void> {
    await this.polled.set([...new Set([...refused.keys(), ...unkept.keys()])]);
  }

  async #refused(
    { api, request }: KeepStep,
    { code, field }: ChannelRefusal,
    { state }: SurveyedChannels,
  ): Promise<void> {
    const entry = { api, channelId: request.channelId, code, field };
    const refusal = { code, field, atMs: state.readAtMs };
    if (!refusesModule(code)) {
      if (isApiModule(api)) await this.register.unkept(api, refusal);
      this.#logger.error({ event: 'channel.not_kept', ...entry });
      return;
    }
    if (isApiModule(api)) await this.register.refuse(api, refusal);
    this.#logger.warn({ event: 'channel.module_refused', ...entry, watchedBy: 'polling' });
  }

  #report({ action, api, request, reason }: KeepStep, expiresAtMs: number): void {
    const { channelId } = request;
    const entry = { event: events[action], api, channelId, expiresAtMs, reason };
    if (action === 'leave') this.#logger.debug(entry);
    else this.#logger.log(entry);
    const missingMs = request.expiresAtMs - expiresAtMs;
    if (action !== 'leave' && missingMs > shortenedByMs) {
      this.#logger.warn({ event: 'channel.expiry_shortened', api, channelId, missingMs });
    }
  }
}

/** Since when its present life counts. Of one that is found, not made, the whole life is taken to have been asked for. */
function confirmedAtMs(
  step: KeepStep,
  before: KnownChannel | undefined,
  zohoNowMs: number,
): number {
  if (step.action !== 'leave') return zohoNowMs;
  const { expiresAtMs } = step;
  if (before !== undefined && before.expiresAtMs === expiresAtMs) return before.confirmedAtMs;
  return (expiresAtMs ?? zohoNowMs + silentLifetimeMs) - lifetimeMs;
}

/**
 * The time in which changes of a step's module may not have been told, once the step is done: from when its channel
 * was last known to be well until now. Undefined where it was well all the time, and for a module that was never
 * watched before: what it holds is brought in by a backfill.
 */
function gapOf(step: KeepStep, known: KnownChannel | undefined, nowMs: number): Gap | undefined {
  if (known === undefined || (!step.wasDeaf && isTheSame(step, known))) return undefined;
  return { api: step.api, fromMs: known.aliveAtMs, toMs: nowMs, reason: 'channel_lost' };
}

/** One with another expiry than the last confirmed was made in the meantime, and may have been missing before that. */
function isTheSame({ request, expiresAtMs }: KeepStep, known: KnownChannel): boolean {
  if (known.channelId !== request.channelId || expiresAtMs === undefined) return false;
  return Math.abs(known.expiresAtMs - expiresAtMs) < sameExpiryMs;
}
