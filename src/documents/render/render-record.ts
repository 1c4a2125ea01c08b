import { type CrmRecord } from '../../crm/crm-record.js';
import { type ApiModule } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { type Field } from '../kinds/parts/field.js';
import { type Kind, type RecordFields } from '../kinds/parts/kind.js';
import { kindOf } from '../kinds/kinds.js';
import { type Reading } from '../kinds/parts/reading.js';
import { quotedText } from '../text/plain-text.js';
import { hasRows, rowTexts, valueText } from '../text/value-text.js';
import { summaryOf, type ChildSummary } from './child-summary.js';
import { recordTitle } from './record-name.js';
import { asUnderstood, shownFields } from './understood.js';

export interface RenderContext extends Reading {
  /** The kinds as this organisation has them; without, as every organisation has them. */
  readonly kindOf?: (api: ApiModule) => Kind;
}

export interface RenderedRecord {
  /** One of a kind: it holds the record's id. */
  readonly title: string;
  /** Markdown; the same record and context give the same bytes. */
  readonly body: string;
  /** What the document of the record's account says of it. */
  readonly summary: ChildSummary;
}

/** A text whose type nobody told gets a section of its own from this length on, and where it has several lines. */
const longTextLength = 300;

/** A document's pieces before they are put together. */
interface Content {
  readonly facts: string[];
  readonly sections: string[];
}

function addLongText({ sections }: Content, label: string, value: unknown): boolean {
  const quote = typeof value === 'string' ? quotedText(value) : '';
  if (quote !== '') sections.push(`## ${label}\n\n${quote}`);
  return quote !== '';
}

function isLongText(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value.length >= longTextLength || /[\r\n\u2028\u2029]/.test(value.trim());
}

function addRows(
  { sections }: Content,
  field: Field,
  rows: readonly unknown[],
  reading: Reading,
): void {
  const lines = rowTexts(rows, field, reading).map((text) => `- ${text}`);
  if (lines.length > 0) sections.push(`## ${field.label}\n\n${lines.join('\n')}`);
}

function addField(content: Content, field: Field, fields: RecordFields, reading: Reading): void {
  const value = Object.hasOwn(fields, field.api) ? fields[field.api] : undefined;
  const isLong = field.kind === 'longText' || (field.kind === 'untyped' && isLongText(value));
  if (isLong && addLongText(content, field.label, value)) return;
  if ((field.kind === 'untyped' || field.kind === 'rows') && hasRows(value)) {
    addRows(content, field, value, reading);
    return;
  }
  const text = valueText(field, fields, reading);
  if (text !== undefined) content.facts.push(`- ${field.label}: ${text}`);
}

/** The fields in the order of their kind; never in the order the CRM happened to send. */
function contentOf(fields: RecordFields, kind: Kind, reading: Reading): Content {
  const content: Content = { facts: [], sections: [] };
  for (const field of shownFields(kind, fields)) addField(content, field, fields, reading);
  return content;
}

/**
 * The Markdown document of a record. What comes from the CRM is shown as data: in one line behind its label, or as a
 * blockquote. So no value can add a heading, a fact or a section. Without clock, locale or time zone of the machine: the
 * same record and context give the same bytes everywhere, as far as Node knows the same history of time zones.
 */
export function renderRecord(record: CrmRecord, context: RenderContext): RenderedRecord {
  return renderWithSections(record, context, []);
}

/** As `renderRecord`, with finished Markdown sections at the end. */
export function renderWithSections(
  record: CrmRecord,
  context: RenderContext,
  extraSections: readonly string[],
): RenderedRecord {
  const kind = (context.kindOf ?? kindOf)(record.api);
  const understood = asUnderstood(record, kind);
  const title = recordTitle(understood, kind);
  const { facts, sections } = contentOf(understood.fields, kind, context);
  const blocks = [
    `# ${title}`,
    `Zoho CRM record ${recordKey(record)}`,
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
    ...sections,
    ...extraSections,
  ];
  return { title, body: `${blocks.join('\n\n')}\n`, summary: summaryOf(understood, kind, context) };
}
