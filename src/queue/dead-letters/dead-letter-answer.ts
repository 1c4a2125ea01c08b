import { type CrmModule } from '../../crm/modules.js';
import { type ToldBy } from '../../installation/recent-deliveries.js';
import { isoTime } from '../../kernel/iso-time.js';
import { type DeadLetter } from './dead-letter.js';
import { errorGroups } from './error-groups.js';

/** A dead letter as programs outside get it. */
export interface DeadLetterAnswer {
  readonly module: CrmModule;
  readonly record_id: string;
  readonly code: string;
  readonly error: string;
  readonly causes: readonly string[];
  readonly attempts: number;
  readonly first_failed_at: string;
  readonly failed_at: string;
  /** Of the deliveries that told of the record, as far as they are known; the latest last. */
  readonly request_ids: readonly string[];
  /** Its module is synced no more: it is never tried again. */
  readonly former: boolean;
}

/** Whether a module is synced no more. */
export type IsFormer = (module: CrmModule) => boolean;

/** What the rest of the service knows about letters. */
export interface LetterContext {
  readonly isFormer: IsFormer;
  /** The requests of the last deliveries that told of a record, the latest last. */
  readonly toldBy: ToldBy;
}

interface ErrorGroupAnswer {
  readonly code: string;
  readonly error: string;
  readonly count: number;
  readonly modules: readonly CrmModule[];
  readonly first_failed_at: string;
  readonly last_failed_at: string;
}

/** Letters that match: how many, by error, and the newest of them singly. */
export interface DeadLettersAnswer {
  readonly matched: number;
  readonly groups: readonly ErrorGroupAnswer[];
  readonly dead_letters: readonly DeadLetterAnswer[];
}

/** `letters` are newest first; at most `limit` of them are given singly. */
export function deadLettersAnswer(
  letters: readonly DeadLetter[],
  limit: number,
  context: LetterContext,
): DeadLettersAnswer {
  return {
    matched: letters.length,
    groups: errorGroups(letters).map(({ firstFailedAtMs, lastFailedAtMs, ...group }) => ({
      ...group,
      first_failed_at: isoTime(firstFailedAtMs),
      last_failed_at: isoTime(lastFailedAtMs),
    })),
    dead_letters: letters.slice(0, limit).map((letter) => deadLetterAnswer(letter, context)),
  };
}

export function deadLetterAnswer(
  letter: DeadLetter,
  { isFormer, toldBy }: LetterContext,
): DeadLetterAnswer {
  const { module, id, code, message, causes, attempts, firstFailedAtMs, failedAtMs } = letter;
  return {
    module,
    record_id: id,
    code,
    error: message,
    causes,
    attempts,
    first_failed_at: isoTime(firstFailedAtMs),
    failed_at: isoTime(failedAtMs),
    request_ids: [...new Set([...letter.requestIds, ...toldBy({ module, id })])],
    former: isFormer(module),
  };
}
