import { type ApiModule, apiModules } from '../crm/modules.js';
import { number, object, oneOf, stored } from '../kernel/shape.js';

export const gapReasons = [
  /** Its channel was gone, switched off, or told somebody else, before it was put right. */
  'channel_lost',
  /** No process took deliveries. */
  'downtime',
  /** Deliveries were refused because the queue was at its limit. */
  'queue_full',
  /** Redis came back without what it had held. */
  'redis_lost',
] as const;

export type GapReason = (typeof gapReasons)[number];

/** A time in which changes of a module may not have been told: a sweep over it brings them in. */
export interface Gap {
  readonly api: ApiModule;
  /** Epoch ms by this machine's clock, both ends included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: GapReason;
}

/** The same for the same gap, so that noting one twice leaves one. */
export function gapId({ api, reason, fromMs, toMs }: Gap): string {
  return `${api}:${reason}:${fromMs}-${toMs}`;
}

/** The gap of a text in Redis; undefined for one that can't be read. */
export const gapFrom = stored(
  object<Gap>({
    api: oneOf(apiModules),
    fromMs: number,
    toMs: number,
    reason: oneOf(gapReasons),
  }),
);
