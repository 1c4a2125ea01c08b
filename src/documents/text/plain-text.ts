import { namesOf, usualModules } from '../../crm/modules.js';

/**
 * Control characters, and characters that can't be seen but change how the text around them reads: bidirectional
 * embeddings and isolates, zero-width spaces, and the tag characters that can smuggle a hidden text. Joiners stay:
 * many scripts and emoji need them. White space is no part of it.
 */
const unwanted =
  // eslint-disable-next-line no-control-regex -- finding control characters is what it is for
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

const loneSurrogate = /\p{Surrogate}/gu;

const lineBreak = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

const whiteSpace = /[\s\u0085]+/g;

/** Text that needs none of the work below, as most names, codes and addresses don't. */
const harmless = /^[A-Za-z](?:[A-Za-z0-9.,:/@&'_-]| (?! )){0,200}$/;

/** Of other modules only what has an id as Zoho makes them: `(and/or)` is no key. */
const bracketedKey = new RegExp(
  `\\([ \\t]*((?:${namesOf(usualModules).join('|')})/[A-Za-z0-9_-]{1,64}|[A-Za-z]\\w{0,99}/\\d{10,30})[ \\t]*\\)`,
  'gi',
);

/** What would open a heading, list, quote, fence, table, HTML block, rule or link definition at the start of a block. */
const blockOpening = /^(?:#{1,6}(?:\s|$)|[-+*](?:\s|$)|[>|[<]|`{3}|~{3}|[-=_*]{3})/;

const numberedItem = /^(\d{1,9})([.)])(?=\s|$)/;

/** The first `maxLength` UTF-16 units at most, never half a character. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const splits = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splits ? maxLength - 1 : maxLength);
}

function clean(text: string): string {
  return text.replace(loneSurrogate, '\ufffd').replace(unwanted, '');
}

/** `(Accounts/1)` marks a record in our documents; text from outside that looks like it gets `[Accounts/1]`. */
function withoutForgedKeys(text: string): string {
  return text.includes('(') ? text.replace(bracketedKey, '[$1]') : text;
}

function withoutBlockOpening(text: string): string {
  if (blockOpening.test(text)) return `\\${text}`;
  return text.replace(numberedItem, '$1\\$2');
}

/**
 * Text from outside as part of one line: white space collapsed, invisible characters gone, Markdown structure at its
 * start escaped, record keys of its own defused. At most `maxLength` UTF-16 units (and an ellipsis, and an escape);
 * empty where nothing is left.
 */
export function inlineText(text: string, maxLength = 500): string {
  if (text.length <= maxLength && harmless.test(text)) return text.trimEnd();
  // Bounds the work on a huge text; what is beyond can't be shown anyway.
  const head = cutText(text, maxLength * 4);
  const line = withoutForgedKeys(clean(head).replace(whiteSpace, ' ').trim());
  const shown = cutText(line, maxLength);
  const wasCut = shown.length < line.length || head.length < text.length;
  return withoutBlockOpening(wasCut && shown !== '' ? `${shown.trimEnd()}…` : shown);
}

/** The most of one long text that a document shows, in UTF-16 units. */
const maxQuotedLength = 32_000;

/**
 * Text from outside as a Markdown blockquote; empty where nothing is left. Every line of it begins with `>`, so nothing
 * in it can end the quote, and a piece cut out of the document still shows that it is quoted.
 */
export function quotedText(text: string): string {
  const head = cutText(text, maxQuotedLength);
  const lines: string[] = [];
  for (const raw of withoutForgedKeys(clean(head.replace(lineBreak, '\n'))).split('\n')) {
    const line = raw.trimEnd();
    if (line !== '' || (lines.length > 0 && lines.at(-1) !== '>')) {
      lines.push(line === '' ? '>' : `> ${line}`);
    }
  }
  if (lines.at(-1) === '>') lines.pop();
  if (lines.length === 0) return '';
  const left = text.length - head.length;
  return lines.join('\n') + (left > 0 ? `\n\n(Cut here: ${left} characters more in the CRM.)` : '');
}
