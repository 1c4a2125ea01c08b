import { type AnswerAge } from '../../../asking/freshness/answer-freshness.js';
import { type Checked } from '../../../asking/freshness/live-looks.js';
import { type Child, el } from '../dom.js';
import { ago, counted } from '../words.js';
import { facts, tag, time } from './shown.js';

/** How old it is at most, in a word. */
export function ageTag({ pending, proved_through: proved }: AnswerAge): HTMLElement {
  if (pending) return tag('warn', 'a change is on its way');
  if (proved === null) return tag('plain', 'not proved yet');
  return tag('good', `true up to ${ago(proved)}`);
}

/** The same in full. */
export function ageFacts(age: AnswerAge): HTMLElement {
  const withAge = (at: string | null): Child =>
    at === null ? 'not yet' : [time(at), `, ${ago(at)}`];
  return facts([
    ['Changed in the CRM', time(age.version)],
    ['Written to memory', time(age.written_at)],
    ['All that was told is in, up to', withAge(age.told_through)],
    ['The CRM was asked, and memory has all, up to', withAge(age.proved_through)],
    ['Contents compared with the CRM', withAge(age.compared_at)],
  ]);
}

/** What came of asking the CRM for what was too old. */
export function checkedText(checked: Checked | null): Child {
  if (checked === null) return null;
  const { asked, changed, why } = checked;
  if (why !== undefined) return el('p.notice.warn', {}, `The CRM was not asked: ${why}`);
  return el(
    'p.quiet',
    {},
    `The CRM was asked for ${counted(asked, 'record')}, of which ${changed} had changed.`,
  );
}
