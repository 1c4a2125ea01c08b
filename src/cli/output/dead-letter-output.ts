import { recordKey } from '../../crm/record-ref.js';
import { isoTime } from '../../kernel/iso-time.js';
import {
  deadLetterAnswer,
  deadLettersAnswer,
  type IsFormer,
  type LetterContext,
} from '../../queue/dead-letters/dead-letter-answer.js';
import { type DeadLetter } from '../../queue/dead-letters/dead-letter.js';
import { type ReplayOutcome } from '../../queue/dead-letters/dead-letter-replay.js';
import { errorGroups } from '../../queue/dead-letters/error-groups.js';
import { nextTryMs } from '../../queue/dead-letters/replay-due.js';
import { type StopReason } from '../../queue/dead-letters/replay-steps.js';
import { asTyped } from '../called-as.js';
import { type Output, printable, table } from './output.js';

/** All letters by error, and the newest `limit` of them singly. `letters` are newest first. */
export function listOutput(
  letters: readonly DeadLetter[],
  limit: number,
  context: LetterContext,
): Output {
  const { isFormer } = context;
  const groups = errorGroups(letters);
  const newest = letters.slice(0, limit);
  const json = deadLettersAnswer(letters, limit, context);
  if (letters.length === 0) return { json, text: 'There are no dead letters.' };
  const groupRows = groups.map(({ count, code, lastFailedAtMs, modules, error }) => [
    String(count),
    code,
    isoTime(lastFailedAtMs),
    modules.join(', '),
    error,
  ]);
  const letterRows = newest.map((letter) => [
    `${recordKey(letter)}${isFormer(letter.module) ? ' (former)' : ''}`,
    letter.code,
    String(letter.attempts),
    isoTime(letter.failedAtMs),
  ]);
  const text = [
    table(['Count', 'Code', 'Last failed', 'Modules', 'Error'], groupRows),
    '',
    table(['Record', 'Code', 'Attempts', 'Failed'], letterRows),
    ...(newest.length < letters.length ? [`… and ${letters.length - newest.length} older`] : []),
    ...formerLines(letters, isFormer),
  ].join('\n');
  return { json, text };
}

function formerLines(letters: readonly DeadLetter[], isFormer: IsFormer): readonly string[] {
  const former = [...new Set(letters.map(({ module }) => module))].filter(isFormer).sort();
  return former.map((module) => {
    return asTyped(
      `${module} is not in ZOHO_MODULES any more: \`zoho-sync dead-letters discard --module ${module}\` forgets its dead letters and jobs.`,
    );
  });
}

/** One letter, in full. */
export function letterOutput(letter: DeadLetter, context: LetterContext): Output {
  const { isFormer } = context;
  const json = deadLetterAnswer(letter, context);
  const lines = [
    `Record        ${recordKey(letter)}`,
    `Error         ${letter.code}: ${letter.message}`,
    ...letter.causes.map((cause) => `  because of  ${cause}`),
    `Attempts      ${letter.attempts}`,
    `Failed first  ${isoTime(letter.firstFailedAtMs)}`,
    `Failed last   ${isoTime(letter.failedAtMs)}`,
    ...json.request_ids.map((id) => `Told by       request ${id}`),
    `Next try      ${isFormer(letter.module) ? `none: ${letter.module} is not in ZOHO_MODULES any more` : nextTryText(letter)}`,
  ];
  return { json, text: lines.map(printable).join('\n') };
}

function nextTryText(letter: DeadLetter): string {
  const atMs = nextTryMs(letter);
  return Number.isFinite(atMs)
    ? `by itself, after ${isoTime(atMs)} or once what it failed for works again`
    : 'none by itself: put the cause right, then `zoho-sync dead-letters replay`';
}

const stops = {
  failing_again:
    'Stopped: they fail again. `zoho-sync dead-letters list` says why; put that right, then replay.',
  no_result:
    'Stopped: nothing became of what was put back. Is a worker running, and its queue not paused by a used-up quota?',
  out_of_time: 'Stopped before the end. What is left is still there: replay again.',
} as const satisfies Record<StopReason, string>;

export function replayOutput(outcome: ReplayOutcome, dryRun: boolean): Output {
  const { matched, replayed, recovered, failedAgain, stopped } = outcome;
  const json = { matched, replayed, recovered, failedAgain, stopped: stopped ?? null };
  if (dryRun) return { json, text: `${matched} would be replayed.` };
  const counts = `${replayed} of ${matched} replayed: ${recovered} recovered, ${failedAgain} failed again.`;
  return { json, text: stopped === undefined ? counts : `${counts}\n${stops[stopped]}` };
}
