import { type AnsweredFact } from '../../asking/answer/answered-facts.js';
import { type AnsweredRecord } from '../../asking/answer/answers.js';
import { type WholeAge } from '../../asking/freshness/answer-freshness.js';
import { type Checked } from '../../asking/freshness/live-looks.js';
import { type Output, printable } from './output.js';

interface Answer {
  readonly freshness: WholeAge;
  readonly checked: Checked | null;
  readonly next_cursor?: string;
}

/** Records that were found, each with what is known of it, and how old all of it is. */
export function foundOutput(answer: Answer, records: readonly AnsweredRecord[]): Output {
  const found = records.map((record) =>
    printable(`${record.title ?? record.id}\n  ${saidOf(record)}`),
  );
  const text = found.length === 0 ? 'Nothing in memory matches.' : found.join('\n\n');
  return { json: answer, text: [text, '', ageText(answer)].join('\n') };
}

function saidOf({ excerpt, facts }: AnsweredRecord): string {
  if (excerpt !== undefined && excerpt !== '') return excerpt;
  return Object.values(facts).map(factText).join('; ');
}

function factText({ label, value, currency, unit }: AnsweredFact): string {
  return [`${label}: ${[value].flat().join(', ')}`, currency, unit].filter(Boolean).join(' ');
}

/** What everybody should know before trusting an answer. */
export function ageText({ freshness, checked, next_cursor: next }: Answer): string {
  const { proved_through: proved, except } = freshness;
  return [
    proved === null ? 'How old this may be is not known.' : `Proved through ${proved}.`,
    ...(except === 0 ? [] : [`${except} records are dead letters: of these it may be older.`]),
    ...(checked === null ? [] : [checkedText(checked)]),
    ...(next === undefined ? [] : [`There are more: --cursor ${next}`]),
  ].join(' ');
}

function checkedText({ asked, changed, why }: Checked): string {
  const said = `The CRM was asked for ${asked} of them, ${changed} had changed.`;
  return why === undefined ? said : `${said} It could not be asked for all: ${why}.`;
}
