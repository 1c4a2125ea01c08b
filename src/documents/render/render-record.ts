import { type CrmRecord } from '../../crm/crm-record.js';
import { type Field } from '../kinds/field.js';
import { fieldsOf } from '../kinds/kinds.js';
import { recordKey } from '../../crm/record-ref.js';
import { summaryOf, type ChildSummary } from './child-summary.js';
import { extraFieldLabel } from '../text/field-label.js';
import { inlineText, quotedText } from '../text/plain-text.js';
import { recordTitle } from './record-name.js';
import { asUnderstood } from './understood.js';
import { plainValueText, valueText } from '../text/value-text.js';

export interface RenderContext {
  /** Fields to show besides the standard ones, by API name, in this order. */
  readonly extraFields: readonly string[];
  /** The organisation's IANA zone, where it is known: times are shown by its clocks. */
  readonly timeZone?: string | undefined;
}

export interface RenderedRecord {
  /** One of a kind: it holds the record's id. */
  readonly title: string;
  /** Markdown; the same record and context give the same bytes. */
  readonly body: string;
  /** What the document of the record's account says of it. */
  readonly summary: ChildSummary;
}

/** A text of an extra field gets a section of its own from this length on, and where it has several lines. */
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

function addFact({ facts }: Content, label: string, text: string | undefined): void {
  if (text !== undefined) facts.push(`- ${label}: ${text}`);
}

function addField(content: Content, field: Field, { fields }: CrmRecord, timeZone?: string): void {
  if (field.kind === 'longText' && addLongText(content, field.label, fields[field.api])) return;
  addFact(content, field.label, valueText(field, fields, timeZone));
}

function isLongText(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value.length >= longTextLength || /[\r\n\u2028\u2029]/.test(value.trim());
}

function addExtraField(content: Content, api: string, value: unknown, timeZone?: string): void {
  const label = inlineText(extraFieldLabel(api), 100);
  if (isLongText(value) && addLongText(content, label, value)) return;
  addFact(content, label, plainValueText(value, timeZone));
}

/** The standard fields in the order of their table, then the extra ones; never in the order the CRM happened to send. */
function contentOf(record: CrmRecord, { extraFields, timeZone }: RenderContext): Content {
  const content: Content = { facts: [], sections: [] };
  const standard = fieldsOf(record.api);
  for (const field of standard) addField(content, field, record, timeZone);
  for (const api of new Set(extraFields)) {
    if (standard.some((field) => field.api === api)) continue;
    const value = Object.hasOwn(record.fields, api) ? record.fields[api] : undefined;
    addExtraField(content, api, value, timeZone);
  }
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
  const understood = asUnderstood(record, context.extraFields);
  const title = recordTitle(understood);
  const { facts, sections } = contentOf(understood, context);
  const blocks = [
    `# ${title}`,
    `Zoho CRM record ${recordKey(record)}`,
    ...(facts.length === 0 ? [] : [facts.join('\n')]),
    ...sections,
    ...extraSections,
  ];
  const summary = summaryOf(understood, context.timeZone);
  return { title, body: `${blocks.join('\n\n')}\n`, summary };
}
