import { type CrmRecord } from '../../crm/crm-record.js';
import { type ApiModule, type CrmModule } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { type Kind, type Section } from '../kinds/parts/kind.js';
import { allKinds, kindOf } from '../kinds/kinds.js';
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

const orders: Readonly<Record<Section['order'], Order>> = {
  'by title': byTitle,
  'latest first': latestFirst,
  'soonest first': soonestFirst,
};

/** The section as Markdown; empty where there is nothing to say. */
function sectionText(section: Section, children: readonly Child[]): string {
  const { heading, order, atMost, closedText } = section;
  const isListed = ({ summary }: Child): boolean => closedText === undefined || summary.open;
  const listed = children.filter(isListed);
  const closed = children.filter((child) => !isListed(child)).map(({ summary }) => summary);
  const list = listOf(listed, orders[order], atMost);
  const blocks = closed.length === 0 ? [list] : [list || 'None.', closedText?.(closed) ?? ''];
  const filled = blocks.filter((block) => block !== '');
  return filled.length === 0 ? '' : [`## ${heading}`, ...filled].join('\n\n');
}

interface ModuleSection {
  readonly section: Section;
  readonly apis: readonly ApiModule[];
}

/** Which kinds stand in which section: kinds with the same section share it. */
function usualSections(): readonly ModuleSection[] {
  const apis = new Map<Section, ApiModule[]>();
  for (const [api, { section }] of allKinds) {
    if (section !== undefined) apis.set(section, [...(apis.get(section) ?? []), api]);
  }
  return [...apis].map(([section, held]) => ({ section, apis: held }));
}

const usual = usualSections();

/** The sections of other modules that have records here, by heading; two of one heading are told apart. */
function otherSections(
  children: readonly Child[],
  kindOf: (api: ApiModule) => Kind,
): readonly ModuleSection[] {
  const known = usual.flatMap(({ apis }) => apis);
  const others = [...new Set(children.map(({ summary }) => summary.api))].flatMap((api) => {
    const { section } = kindOf(api);
    return section === undefined || known.includes(api) ? [] : [{ section, api }];
  });
  const headings = [...usual, ...others].map(({ section }) => section.heading);
  const isDouble = (heading: string): boolean =>
    headings.filter((each) => each === heading).length > 1;
  return others
    .map(({ section, api }) => {
      const heading = isDouble(section.heading) ? `${section.heading} (${api})` : section.heading;
      return { section: { ...section, heading }, apis: [api] };
    })
    .sort((left, right) => compare(left.section.heading, right.section.heading));
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
 * children are given makes no difference. Bounded by the sections of the kinds: beyond, there is a count.
 */
export function renderAccount(
  record: CrmRecord,
  context: RenderContext,
  children: readonly AccountChild[],
): RenderedRecord {
  const known = readable(children);
  const sections = [...usual, ...otherSections(known, context.kindOf ?? kindOf)];
  const texts = sections.map(({ section, apis }) =>
    sectionText(
      section,
      known.filter(({ summary }) => apis.includes(summary.api)),
    ),
  );
  return renderWithSections(
    record,
    context,
    texts.filter((text) => text !== ''),
  );
}
