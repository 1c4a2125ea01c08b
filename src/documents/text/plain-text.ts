import { namesOf, standardModules } from '../../crm/modules.js';
import { asItReads, bracketed, slash } from './lookalikes.js';

/** Has a character of which one that is removed below could be; texts in Latin, Greek or Cyrillic have none. */
const beyondUsual = /[^\t-\r -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u05ff\u2010-\u2027\u20a0-\u20cf]/;

/**
 * Characters that can't be seen but change how the text around them reads, or can smuggle a hidden one: controls,
 * bidirectional marks, zero-width spaces, soft hyphens, fillers, variation selectors, tags.
 */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** White space, joiners (see below), and the signs before Arabic and other numbers, which can be seen. */
const kept =
  // eslint-disable-next-line no-misleading-character-class -- each of these by itself is meant
  /[\t-\r\u0085\u200c\u200d\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u;

/** A letter of a script in which joiners decide how a word reads: Persian, Hindi, Sinhala and others. */
const joining =
  '(?![\\p{sc=Zyyy}\\p{sc=Zinh}\\p{sc=Latn}\\p{sc=Grek}\\p{sc=Cyrl}\\p{sc=Hani}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}])[\\p{L}\\p{M}]';
const pictures = '[\\p{Extended_Pictographic}\\p{Emoji_Modifier}]';

const joiner = /[\u200c\u200d]/;

/** Joiners that join nothing: neither two letters of such a script nor two emoji. */
const idleJoiner = new RegExp(
  `(?<!${joining})(?<!${pictures})[\\u200c\\u200d]|[\\u200c\\u200d](?!${joining}|${pictures})`,
  'gu',
);

const loneSurrogate = /\p{Surrogate}/gu;

const lineBreak = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

const whiteSpace = /[\s\u0085]+/g;

/** Braille of no dot: it is seen as a space and isn't one. */
const blank = /\u2800/g;

/** Text that needs none of the work below, as most names, codes and addresses don't. */
const harmless = /^[A-Za-z](?:[A-Za-z0-9.,:/@&'_-]| (?! )){0,200}$/;

/** A record's key. Of modules of the organisation's own only what has an id as Zoho makes them: `and/or` is no key. */
const recordKey = new RegExp(
  `^\\s*(?:(?:${namesOf(standardModules).join('|')})\\s*/\\s*[A-Za-z0-9_-]{1,64}|[A-Za-z]\\w{0,99}\\s*/\\s*\\d{10,30})\\s*$`,
  'i',
);

/** What Markdown takes for a link, an image or the definition of one, behind the text in square brackets. */
const linkTarget = /\](?=\\*[(:])/g;

/** What is read as an element of HTML, or as an address to go to. `a<b` is none, and neither is `<ann@acme.example>`. */
const elementOpening = /<(?=[!?]|\/?[A-Za-z][A-Za-z0-9-]{1,40}[\s/>:])/g;

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
  if (!beyondUsual.test(text)) return text;
  const seen = text
    .replace(loneSurrogate, '\ufffd')
    .replace(invisible, (character) => (kept.test(character) ? character : ''))
    .replace(blank, ' ');
  return joiner.test(seen) ? seen.replace(idleJoiner, '') : seen;
}

/**
 * `(Accounts/1)` marks a record in our documents; text from outside that reads like it gets `[Accounts/1]`, whatever
 * characters it is written with.
 */
function withoutForgedKeys(text: string): string {
  if (!slash.test(text)) return text;
  return text.replace(bracketed, (whole, inner: string) => {
    return slash.test(inner) && recordKey.test(asItReads(inner)) ? `[${inner}]` : whole;
  });
}

/** The text with links and images as text, in Markdown and where it is read as HTML. */
function withoutLinks(text: string): string {
  return text.replace(linkTarget, '] ').replace(elementOpening, '< ');
}

/** Text from outside in which nothing hides and nothing works. */
function tamed(text: string): string {
  return withoutLinks(withoutForgedKeys(clean(text)));
}

function withoutBlockOpening(text: string): string {
  if (blockOpening.test(text)) return `\\${text}`;
  return text.replace(numberedItem, '$1\\$2');
}

/**
 * Text from outside as a value in one line, never at its beginning: white space collapsed, invisible characters gone,
 * record keys of its own defused. At most `maxLength` UTF-16 units (and an ellipsis); empty where nothing is left.
 */
export function lineText(text: string, maxLength = 500): string {
  if (text.length <= maxLength && harmless.test(text)) return text.trimEnd();
  // Bounds the work on a huge text; what is beyond can't be shown anyway.
  const head = cutText(text, maxLength * 4);
  const line = tamed(head).replace(whiteSpace, ' ').trim();
  const shown = cutText(line, maxLength);
  const wasCut = shown.length < line.length || head.length < text.length;
  return wasCut && shown !== '' ? `${shown.trimEnd()}…` : shown;
}

/** As `lineText`, for a part of a line that may stand at its beginning: Markdown structure there is escaped. */
export function inlineText(text: string, maxLength = 500): string {
  return withoutBlockOpening(lineText(text, maxLength));
}

/** The most of one long text that a document shows, in UTF-16 units. */
const maxQuotedLength = 32_000;

const maxQuotedLine = 200;

/** Characters that belong to the one before them. */
const continuing = /^[\p{M}\p{Emoji_Modifier}\u200c\u200d]/u;

/** Where to break a line that is too long: at a space if there is one late enough, never within a character. */
function breakIn(line: string): number {
  const space = line.lastIndexOf(' ', maxQuotedLine);
  if (space > maxQuotedLine / 2) return space;
  let place = cutText(line, maxQuotedLine).length;
  const least = maxQuotedLine / 2;
  while (place > least && (continuing.test(line.slice(place)) || line[place - 1] === '\u200d')) {
    place = cutText(line, place - 1).length;
  }
  return place;
}

function brokenLine(line: string): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > maxQuotedLine) {
    const place = breakIn(rest);
    pieces.push(rest.slice(0, place).trimEnd());
    rest = rest.slice(place).trimStart();
  }
  return [...pieces, rest];
}

/**
 * Text from outside as a Markdown blockquote; empty where nothing is left. Every line of it begins with `>` and is short,
 * so nothing in it can end the quote, and a piece cut out of the document still shows that it is quoted.
 */
export function quotedText(text: string): string {
  const head = cutText(text, maxQuotedLength);
  const lines: string[] = [];
  for (const raw of tamed(head.replace(lineBreak, '\n')).split('\n')) {
    for (const line of brokenLine(raw.trimEnd())) {
      if (line !== '' || (lines.length > 0 && lines.at(-1) !== '>')) {
        lines.push(line === '' ? '>' : `> ${line}`);
      }
    }
  }
  if (lines.at(-1) === '>') lines.pop();
  if (lines.length === 0) return '';
  const left = text.length - head.length;
  return lines.join('\n') + (left > 0 ? `\n\n(Cut here: ${left} characters more in the CRM.)` : '');
}
