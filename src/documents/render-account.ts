import { type CrmRecord } from '../crm/crm-record.js';
import { type CrmModule } from '../crm/modules.js';
import { recordKey } from '../crm/record-ref.js';
import { childSummaryFrom, type ChildSummary } from './child-summary.js';
import { renderWithSections, type RenderContext, type RenderedRecord } from './render-record.js';

/** A record of an account, with what the ledger keeps of it. */
export interface AccountChild {
  readonly module: CrmModule;
  readonly id: string;
  /** A `ChildSummary`; anything else is skipped. */
  readonly summary: unknown;
}

interface Child {
  readonly key: string;
  readonly summary: ChildSummary;
}

type Order = (left: Child, right: Child) => number;

function compare(left: string | number, right: string | number): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** By code units, not by locale: every machine gives the same order. */
const byTitle: Order = (left, right) =>
  compare(left.summary.title, right.summary.title) || compare(left.key, right.key);

const latestFirst: Order = (left, right) =>
  compare(right.summary.sortAtMs, left.summary.sortAtMs) || compare(left.key, right.key);

/** What is overdue or due next comes first; what has no date comes last. */
const soonestFirst: Order = (left, right) =>
  compare(left.summary.sortAtMs || Infinity, right.summary.sortAtMs || Infinity) ||
  compare(left.key, right.key);

function childLine({ key, summary }: Child): string {
  const name = summary.title === '' ? key : `${summary.title} (${key})`;
  return summary.line === '' ? `- ${name}` : `- ${name}: ${summary.line}`;
}

function listOf(children: readonly Child[], order: Order, atMost: number): string {
  const lines = [...children].sort(order).slice(0, atMost).map(childLine);
  const more = children.length - lines.length;
  return [...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

function section(heading: string, ...blocks: readonly string[]): readonly string[] {
  const filled = blocks.filter((block) => block !== '');
  return filled.length === 0 ? [] : [[`## ${heading}`, ...filled].join('\n\n')];
}

function closedDealsText(closed: readonly Child[]): string {
  if (closed.length === 0) return '';
  const won = closed.filter(({ summary }) => summary.outcome === 'won').length;
  const lost = closed.filter(({ summary }) => summary.outcome === 'lost').length;
  const others = closed.length - won - lost;
  return `Closed deals: ${won} won, ${lost} lost, ${others} closed otherwise.`;
}

function dealSection(deals: readonly Child[]): readonly string[] {
  const open = deals.filter(({ summary }) => summary.open);
  const closed = deals.filter(({ summary }) => !summary.open);
  const list = open.length === 0 && closed.length > 0 ? 'None.' : listOf(open, soonestFirst, 50);
  return section('Open deals', list, closedDealsText(closed));
}

function taskSection(tasks: readonly Child[]): readonly string[] {
  const open = tasks.filter(({ summary }) => summary.open);
  const done = tasks.length - open.length;
  const list = open.length === 0 && done > 0 ? 'None.' : listOf(open, soonestFirst, 25);
  return section('Open tasks', list, done > 0 ? `Completed tasks: ${done}.` : '');
}

/** Unreadable summaries are left out; a record given twice is shown once. */
function readable(children: readonly AccountChild[]): readonly Child[] {
  const byKey = new Map<string, Child>();
  for (const child of children) {
    const summary = childSummaryFrom(child.summary);
    const key = recordKey(child);
    if (summary !== undefined) byKey.set(key, { key, summary });
  }
  return [...byKey.values()];
}

/**
 * The Markdown document of an account: its own, and at the end what is known of its records. The order in which the
 * children are given makes no difference. Bounded: 50 contacts, 50 open deals, 25 open tasks, 25 meetings and calls,
 * 10 notes; beyond that a count.
 */
export function renderAccount(
  record: CrmRecord,
  context: RenderContext,
  children: readonly AccountChild[],
): RenderedRecord {
  const known = readable(children);
  const of = (...modules: readonly string[]): readonly Child[] =>
    known.filter(({ summary }) => modules.includes(summary.api));
  return renderWithSections(record, context, [
    ...section('Contacts', listOf(of('Contacts'), byTitle, 50)),
    ...dealSection(of('Deals')),
    ...taskSection(of('Tasks')),
    ...section('Recent activities', listOf(of('Events', 'Calls'), latestFirst, 25)),
    ...section('Recent notes', listOf(of('Notes'), latestFirst, 10)),
  ]);
}
