import { QuoteType, Tokenizer } from 'htmlparser2';

import { isBooleanAttribute } from './html-names.js';

/** A piece of a text that may be HTML, in the order of the text. `raw` is the piece as it was written. */
export type HtmlToken =
  | { readonly kind: 'text'; readonly raw: string }
  | { readonly kind: 'entity'; readonly raw: string; readonly text: string }
  | HtmlTag
  /** A comment, a declaration, or what is left of a tag that doesn't end. */
  | { readonly kind: 'other'; readonly raw: string };

export interface HtmlTag {
  readonly kind: 'tag';
  readonly raw: string;
  /** In lower case. */
  readonly name: string;
  readonly closes: boolean;
  /** Whether an attribute that needs a value has none: `<b and c>` rather is a comparison than a tag. */
  readonly hasBareAttribute: boolean;
  /** The values of the attributes that anybody asks for. */
  readonly href: string;
  readonly alt: string;
}

/** Longer values of attributes aren't kept; nobody reads them. */
const maxAttributeLength = 2000;

/**
 * Cuts a text into tokens in one pass, without a tree, so that neither depth nor length of hostile HTML costs more than
 * its characters do. Entities count with their `;` only: `R&D`, `?a=1&copy=2`.
 */
export function readHtmlTokens(text: string, onToken: (token: HtmlToken) => void): void {
  const reader = new TokenReader(text, onToken);
  const tokenizer = new Tokenizer({ decodeEntities: true }, reader);
  tokenizer.write(text);
  tokenizer.end();
}

type Callbacks = ConstructorParameters<typeof Tokenizer>[1];

/** Hears of the tokenizer where tokens begin and end. */
class TokenReader implements Callbacks {
  /** Where the text goes on that no token has yet. */
  #done = 0;
  #name = '';
  #hasBareAttribute = false;
  #attribute = '';
  #value = '';
  readonly #values = new Map<string, string>();

  constructor(
    private readonly text: string,
    private readonly onToken: (token: HtmlToken) => void,
  ) {}

  ontext(start: number, end: number): void {
    this.#takeOther(start);
    this.onToken({ kind: 'text', raw: this.#take(end) });
  }

  ontextentity(codePoint: number, end: number): void {
    const isWhole = this.text.charAt(end - 1) === ';';
    const raw = this.#take(end);
    if (isWhole) this.onToken({ kind: 'entity', raw, text: String.fromCodePoint(codePoint) });
    else this.onToken({ kind: 'text', raw });
  }

  onopentagname(start: number, end: number): void {
    this.#takeOther(start - 1);
    this.#name = this.text.slice(start, end).toLowerCase();
    this.#hasBareAttribute = false;
    this.#values.clear();
  }

  onopentagend(end: number): void {
    this.#tag(end + 1, false);
  }

  onselfclosingtag(end: number): void {
    this.#tag(end + 1, false);
  }

  onclosetag(start: number, end: number): void {
    this.#takeOther(start - 2);
    this.#name = this.text.slice(start, end).toLowerCase();
    this.#hasBareAttribute = false;
    this.#values.clear();
    const bracket = this.text.indexOf('>', end);
    this.#tag(bracket < 0 ? this.text.length : bracket + 1, true);
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.text.slice(start, end).toLowerCase();
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    if (this.#value.length < maxAttributeLength) this.#value += this.text.slice(start, end);
  }

  onattribentity(codePoint: number): void {
    if (this.#value.length < maxAttributeLength) this.#value += String.fromCodePoint(codePoint);
  }

  onattribend(quote: QuoteType): void {
    if (quote === QuoteType.NoValue && !isBooleanAttribute(this.#attribute)) {
      this.#hasBareAttribute = true;
    }
    if (this.#attribute === 'href' || this.#attribute === 'alt') {
      this.#values.set(this.#attribute, this.#value.slice(0, maxAttributeLength));
    }
  }

  oncomment(_start: number, end: number): void {
    this.#takeOther(end + 1);
  }

  oncdata(_start: number, end: number): void {
    this.#takeOther(end + 1);
  }

  ondeclaration(_start: number, end: number): void {
    this.#takeOther(end + 1);
  }

  onprocessinginstruction(_start: number, end: number): void {
    this.#takeOther(end + 1);
  }

  onend(): void {
    this.#takeOther(this.text.length);
  }

  #tag(end: number, closes: boolean): void {
    this.onToken({
      kind: 'tag',
      raw: this.#take(end),
      name: this.#name,
      closes,
      hasBareAttribute: this.#hasBareAttribute,
      href: this.#values.get('href') ?? '',
      alt: this.#values.get('alt') ?? '',
    });
  }

  #take(end: number): string {
    const raw = this.text.slice(this.#done, end);
    this.#done = Math.max(this.#done, end);
    return raw;
  }

  #takeOther(end: number): void {
    if (end > this.#done) this.onToken({ kind: 'other', raw: this.#take(end) });
  }
}
