import { deadAfterMs } from './processes.js';

/**
 * The time in which no process may have taken deliveries, by the last heartbeat of one that did; undefined for none.
 * A process that just started can't tell a killed one from one that goes on, so it counts all of the time since; one
 * that has beaten before wonders only at a heartbeat too long ago: Redis was away, or the process hung.
 */
export function downtimeMs(
  lastAliveMs: number | undefined,
  nowMs: number,
  beatBefore: boolean,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  if (lastAliveMs === undefined) return undefined;
  if (beatBefore && nowMs - lastAliveMs < deadAfterMs) return undefined;
  return { fromMs: Math.min(lastAliveMs, nowMs), toMs: nowMs };
}
