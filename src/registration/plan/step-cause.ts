import { isoTime } from '../../kernel/iso-time.js';

/** What is said of each cause. Nothing may hang on these words: what decides is the cause. */
const words = {
  missing: 'missing',
  id_taken: "its id is another channel's",
  address_changed: 'the public address changed',
  expired: 'expired',
  gone: 'Zoho no longer has it',
  other_address: 'its address differs',
  other_token: 'its token differs',
  other_events: 'its events differ',
  tells_related: 'it tells of related records too',
  tells_no_values: 'it does not tell what changed',
  previous_secret: 'its token is of the previous secret',
  asked_for: 'asked for',
  unknown_expiry: 'its expiry is unknown',
  half_over: 'half of its life is over',
  waits: 'waits until every web process knows the new secret',
  well: '',
  not_wanted: 'ours, but not one that the settings ask for',
} as const satisfies Record<string, string>;

/** Why a channel is created, replaced, renewed, left as it is, or ended. */
export type StepCause = keyof typeof words;

export interface Why {
  readonly cause: StepCause;
  /** The same for people. */
  readonly reason: string;
}

/** `atMs`: since when, by Zoho's clock, epoch ms; undefined where that says nothing. */
export function why(cause: StepCause, atMs?: number): Why {
  return {
    cause,
    reason: atMs === undefined ? words[cause] : `${words[cause]} at ${isoTime(atMs)}`,
  };
}
