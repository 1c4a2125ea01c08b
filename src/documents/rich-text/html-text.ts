import { hiddenElements, lineElements, paragraphElements } from './html-names.js';
import { type HtmlTag } from './html-tokens.js';
import { TextLines } from './text-lines.js';

/** Deeper lists aren't indented further. */
const maxListDepth = 6;
const maxHrefLength = 500;

/** Addresses that somebody can go to from outside of the CRM's pages. */
const address = /^(?:https?:\/\/|mailto:|tel:)\S+$/i;

/** Makes a text of the tags and texts of HTML: lines for blocks, dashes for lists, addresses behind links. */
export class HtmlText {
  readonly #lines = new TextLines();
  #hidden: string | undefined;
  #listDepth = 0;
  /** Whether an outer list has begun that has no item yet. */
  #isListNew = false;
  #preDepth = 0;
  #link: { readonly href: string; text: string } | undefined;

  /** Where the text has no blocks, its own line breaks are all that there is. */
  constructor(private readonly keepsLines: boolean) {}

  addText(text: string): void {
    if (this.#hidden !== undefined) return;
    if (this.#preDepth > 0) this.#lines.addPreformatted(text);
    else if (this.keepsLines) this.#lines.addLines(text);
    else this.#lines.addFlowing(text);
    if (this.#link !== undefined && this.#link.text.length <= maxHrefLength)
      this.#link.text += text;
  }

  addTag(tag: HtmlTag): void {
    const { name, closes } = tag;
    if (this.#hidden !== undefined) {
      if (closes && name === this.#hidden) this.#hidden = undefined;
      return;
    }
    if (hiddenElements.has(name)) {
      if (!closes) this.#hidden = name;
      return;
    }
    this.#breakFor(name, closes);
    if (closes) this.#close(name);
    else this.#open(tag);
  }

  toString(): string {
    return this.#lines.toString();
  }

  #breakFor(name: string, closes: boolean): void {
    if (name === 'li') this.#breakForItem(closes);
    else if (isList(name)) this.#breakForList(closes);
    else if (paragraphElements.has(name)) this.#lines.startBlock(2);
    else if (lineElements.has(name)) this.#lines.startBlock(1);
  }

  #breakForItem(closes: boolean): void {
    if (closes) this.#lines.endItem();
    else this.#lines.startItem(Math.min(this.#listDepth, maxListDepth), this.#isListNew);
    this.#isListNew = false;
  }

  #breakForList(closes: boolean): void {
    const isInner = this.#listDepth > (closes ? 1 : 0);
    if (isInner) this.#lines.endItem();
    else this.#lines.startBlock(2);
    this.#isListNew = !isInner && !closes;
    this.#listDepth = Math.max(0, this.#listDepth + (closes ? -1 : 1));
  }

  #open({ name, href, alt }: HtmlTag): void {
    if (name === 'br') this.#lines.breakLine();
    else if (name === 'img') this.#lines.addFlowing(alt);
    else if (name === 'pre') this.#preDepth += 1;
    else if (name === 'a') this.#link = { href, text: '' };
    else if ((name === 'td' || name === 'th') && !this.#lines.isAtLineStart) {
      this.#lines.addFlowing(' | ');
    }
  }

  #close(name: string): void {
    if (name === 'pre') this.#preDepth = Math.max(0, this.#preDepth - 1);
    else if (name === 'a') this.#closeLink();
  }

  #closeLink(): void {
    const { href = '', text = '' } = this.#link ?? {};
    this.#link = undefined;
    const target = href.trim();
    if (target.length > maxHrefLength || !address.test(target)) return;
    const shown = target.replace(/^(?:mailto|tel):/i, '');
    const said = text.trim();
    if (bare(said) === bare(shown)) return;
    this.#lines.addFlowing(said === '' ? shown : ` (${shown})`);
  }
}

function bare(text: string): string {
  return text
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '')
    .toLowerCase();
}

function isList(name: string): boolean {
  return name === 'ul' || name === 'ol';
}
