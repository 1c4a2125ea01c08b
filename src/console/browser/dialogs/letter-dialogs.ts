import { send } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { counted } from '../words.js';
import { openDialog } from './dialog.js';
import { attempt, buttons } from '../parts/steps.js';

/** Which dead letters are meant, as the service is told. */
export interface LetterFilter {
  readonly module?: string;
  readonly record_id?: string;
  readonly code?: string;
}

interface ReplayAnswer {
  readonly matched: number;
  readonly replayed: number;
  readonly recovered: number;
  readonly failed_again: number;
  readonly stopped: string | null;
}

interface DiscardAnswer {
  readonly matched: number;
  readonly discarded: number;
}

const stoppedTexts: Readonly<Record<string, string>> = {
  failing_again:
    'It stopped by itself: at least half of them failed again, so what is wrong is still there.',
  no_result: 'It stopped: nothing became of them in time. No worker runs, or the queue is paused.',
  out_of_time: 'There was no time for more in one go. What is left is as it was.',
};

/** Says how many there are, and tries them again once that is wanted. */
export function askToReplay(filter: LetterFilter, done: () => void): void {
  const place = el('div', { 'aria-live': 'polite' }, el('p', {}, 'Counting…'));
  const dialog = openDialog('Try again', place);
  dialog.addEventListener('close', done);
  const run = async (): Promise<void> => {
    fill(place, el('p', {}, 'A few first, then more while they go well…'));
    const outcome = await send<ReplayAnswer>('POST', '/dead-letters/replay', filter);
    const isLeft = outcome.stopped === 'out_of_time';
    fill(place, ...outcomeOf(outcome), buttons(isLeft ? ['Go on', run] : undefined, place));
  };
  void attempt(place, async () => {
    const { matched } = await send<ReplayAnswer>('POST', '/dead-letters/replay', {
      ...filter,
      dry_run: true,
    });
    fill(
      place,
      el(
        'p',
        {},
        el('strong', {}, counted(matched, 'dead letter')),
        ' would be tried again, the oldest first: five, and more as long as they go well. It stops by itself where they fail again.',
      ),
      buttons(matched === 0 ? undefined : ['Try again', run], place),
    );
  });
}

/** Says how many there are, and forgets them once that is wanted. */
export function askToDiscard(filter: LetterFilter, done: () => void): void {
  const place = el('div', { 'aria-live': 'polite' }, el('p', {}, 'Counting…'));
  const dialog = openDialog('Discard', place);
  dialog.addEventListener('close', done);
  const run = async (): Promise<void> => {
    const { discarded } = await send<DiscardAnswer>('DELETE', '/dead-letters', filter);
    fill(
      place,
      el('p.notice.good', {}, `${counted(discarded, 'dead letter')} discarded.`),
      buttons(undefined, place),
    );
  };
  void attempt(place, async () => {
    const { matched } = await send<DiscardAnswer>('DELETE', '/dead-letters', {
      ...filter,
      dry_run: true,
    });
    fill(
      place,
      el(
        'p',
        {},
        el('strong', {}, counted(matched, 'dead letter')),
        ' would be forgotten. Memory keeps what it has of these records until the CRM changes them, or a comparison finds them.',
      ),
      buttons(matched === 0 ? undefined : ['Discard', run], place),
    );
  });
}

function outcomeOf({
  replayed,
  recovered,
  failed_again: failed,
  stopped,
}: ReplayAnswer): readonly Child[] {
  const isWell = failed === 0 && stopped === null;
  return [
    el(
      `p.notice.${isWell ? 'good' : 'warn'}`,
      {},
      `${counted(replayed, 'record')} tried again: ${recovered} recovered, ${failed} failed again.`,
    ),
    stopped === null ? null : el('p', {}, stoppedTexts[stopped] ?? stopped),
  ];
}
