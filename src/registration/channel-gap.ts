import { type Gap } from '../gaps/gap.js';
import { type KeepStep, type KnownChannel } from './channel-plan.js';

/** Zoho keeps times to the second, and may round them. */
const sameExpiryMs = 2000;

/**
 * The time in which changes of a step's module may not have been told, once the step is done: from when its channel
 * was last known to be well until now. Undefined where it was well all the time, and for a module that was never
 * watched before: what it holds is brought in by a backfill.
 */
export function gapOf(
  step: KeepStep,
  known: KnownChannel | undefined,
  nowMs: number,
): Gap | undefined {
  if (known === undefined || (!step.wasDeaf && isTheSame(step, known))) return undefined;
  return { api: step.api, fromMs: known.aliveAtMs, toMs: nowMs, reason: 'channel_lost' };
}

/** One with another expiry than the last confirmed was made in the meantime, and may have been missing before that. */
function isTheSame({ request, expiresAtMs }: KeepStep, known: KnownChannel): boolean {
  if (known.channelId !== request.channelId || expiresAtMs === undefined) return false;
  return Math.abs(known.expiresAtMs - expiresAtMs) < sameExpiryMs;
}
