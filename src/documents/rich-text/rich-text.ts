import {
  hiddenElements,
  isHtmlElement,
  lineElements,
  paragraphElements,
  tellsHtml,
} from './html-names.js';
import { type HtmlTag, type HtmlToken, readHtmlTokens } from './html-tokens.js';
import { HtmlText } from './html-text.js';

/** `crm[user#…#…]crm`, `crm[role#…]crm`, `zsu[@user:…]zsu`: what Zoho's editor makes of a mention of somebody. */
const mention = /(?:crm|zsu)\[([^[\]]{1,200})\](?:crm|zsu) ?/g;

/**
 * What people read in a text of the CRM: HTML is made plain text, and Zoho's codes for mentions become the name, where
 * they hold one. Known by its contents, since nothing else says which field holds HTML. A text that merely has `<` or
 * `&` in it stays as it is. In time that the length of the text alone decides, whatever it holds.
 */
export function plainTextOf(text: string): string {
  const told = withoutMentionCodes(text);
  return /[<&]/.test(told) ? withoutHtml(told) : told;
}

function withoutHtml(text: string): string {
  const { isHtml, hasBlocks } = formOf(text);
  if (!isHtml) return withoutEntities(text);
  const plain = new HtmlText(!hasBlocks);
  readHtmlTokens(text, (token) => {
    if (token.kind === 'tag' && isTag(token)) plain.addTag(token);
    else if (token.kind !== 'other' || !isMarkup(token.raw)) plain.addText(textOf(token));
  });
  return plain.toString();
}

function formOf(text: string): { readonly isHtml: boolean; readonly hasBlocks: boolean } {
  let isHtml = false;
  let hasBlocks = false;
  readHtmlTokens(text, (token) => {
    if (token.kind !== 'tag' || token.closes || !isTag(token)) return;
    const { name } = token;
    isHtml ||= tellsHtml(name);
    hasBlocks ||= name === 'br' || lineElements.has(name) || paragraphElements.has(name);
  });
  return { isHtml, hasBlocks };
}

function isTag({ name, hasBareAttribute }: HtmlTag): boolean {
  return isHtmlElement(name) && (!hasBareAttribute || hiddenElements.has(name));
}

/** A comment, a declaration, or the beginning of an element; anything else is somebody's text after a `<`. */
function isMarkup(raw: string): boolean {
  const [, sign, name = ''] = /^<(?:([!?])|\/?([a-z][a-z0-9:]{0,40}))/i.exec(raw) ?? [];
  return sign !== undefined || isHtmlElement(name.toLowerCase());
}

function textOf(token: HtmlToken): string {
  return token.kind === 'entity' ? token.text : token.raw;
}

function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  const pieces: string[] = [];
  readHtmlTokens(text, (token) => {
    pieces.push(textOf(token));
  });
  return pieces.join('');
}

function withoutMentionCodes(text: string): string {
  if (!text.includes(']crm') && !text.includes(']zsu')) return text;
  return text.replace(mention, (code: string, inner: string) => {
    const name = nameIn(inner);
    return name === undefined ? '' : `@${name}${code.endsWith(' ') ? ' ' : ''}`;
  });
}

/** A part of the code that isn't an id is a name: `user#5437000000391001#Ann Lee`. */
function nameIn(inner: string): string | undefined {
  const [, ...parts] = inner.split(/[#:]/);
  return parts.map((part) => part.trim()).find((part) => /\p{L}/u.test(part));
}
