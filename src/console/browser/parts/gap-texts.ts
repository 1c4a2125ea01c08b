import { type GapReason } from '../../../gaps/gap-store.js';

/** Why changes may not have been told. */
export const gapTexts: Readonly<Record<GapReason, string>> = {
  channel_lost: 'the channel was gone, or told somebody else',
  downtime: 'no process took deliveries',
  queue_full: 'deliveries were refused: the queue was full',
  not_understood: 'what was told could not be read',
  redis_away: 'Redis was away for a moment',
  redis_lost: 'Redis came back without what it had held',
  memory_changed: 'memory is another one than before',
  memory_lost: 'memory lost documents',
};
