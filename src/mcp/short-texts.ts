import { type AnsweredRecord } from '../asking/answer/answers.js';
import { type RecordAnswer } from '../asking/asked-record.js';
import { type AggregateAnswer } from '../asking/asking.js';
import { type AnswerAge } from '../asking/freshness/answer-freshness.js';
import { type Checked } from '../asking/freshness/live-looks.js';
import { type StatusAnswer } from '../asking/memory-status.js';

interface Aged {
  readonly freshness: AnswerAge & { readonly except?: number };
  readonly checked?: Checked | null;
}

/** How far an answer can be trusted, in a sentence or two. */
export function ageSentence({ freshness, checked }: Aged): string {
  const { proved_through: proved, pending, except = 0 } = freshness;
  const said = [
    proved === null
      ? 'How old this is at most is not known.'
      : `True to the CRM as of ${proved} at least.`,
    pending ? 'Changes are on their way.' : '',
    except > 0 ? `${except} records could not be synced and may be older.` : '',
    checked?.why === undefined ? '' : `The CRM could not be asked: ${checked.why}.`,
  ];
  return said.filter(Boolean).join(' ');
}

export function recordsText(
  records: readonly AnsweredRecord[],
  answer: Aged & { readonly next_cursor?: string },
): string {
  if (records.length === 0) return `Nothing in memory fits. ${ageSentence(answer)}`;
  const lines = records.map(({ title, id, excerpt, facts }) => {
    const known = Object.values(facts).slice(0, 6).map(factText).join('; ');
    return `- ${title ?? id}: ${excerpt ?? known}`;
  });
  const more = answer.next_cursor === undefined ? [] : ['There are more: ask again with cursor.'];
  return [...lines, ...more, ageSentence(answer)].join('\n');
}

function factText({ label, value, currency }: AnsweredRecord['facts'][string]): string {
  return `${label}: ${[value].flat().join(', ')}${currency === undefined ? '' : ` ${currency}`}`;
}

export function recordText(record: RecordAnswer): string {
  return `${record.document ?? `${record.key}: memory does not have it.`}\n${record.answer} ${ageSentence(record)}`;
}

export function groupsText(answer: AggregateAnswer): string {
  const lines = answer.groups.slice(0, 50).map(({ group, value, count, currency }) => {
    const names = Object.entries(group).map(([name, each]) => `${name} ${String(each)}`);
    const unit = currency === undefined || currency === null ? '' : ` ${currency}`;
    return `- ${names.join(', ') || 'all'}: ${String(value)}${unit} (${count} records)`;
  });
  return [...(lines.length === 0 ? ['Nothing in memory fits.'] : lines), ageSentence(answer)].join(
    '\n',
  );
}

export function statusText({ documents, modules }: StatusAnswer): string {
  const each = modules.map(({ module, records }) => `${module} ${records}`);
  return `Memory holds ${documents} documents: ${each.join(', ')}.`;
}
