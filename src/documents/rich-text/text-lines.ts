/** A text that is put together of words and line breaks, in time that its length alone decides. */
export class TextLines {
  readonly #pieces: string[] = [];
  /** Line breaks that are due before the next word. */
  #breaks = 0;
  #spaceIsDue = false;
  /** What the next line begins with. */
  #opening = '';

  get isAtLineStart(): boolean {
    return this.#pieces.length === 0 || this.#breaks > 0;
  }

  /** Text in which any white space is a space. */
  addFlowing(text: string): void {
    const flat = text.replace(/\s+/g, ' ');
    if (flat.startsWith(' ')) this.#spaceIsDue = true;
    const words = flat.trim();
    if (words !== '') this.#put(words);
    if (words !== '' && flat.endsWith(' ')) this.#spaceIsDue = true;
  }

  /** Text that has its own lines. */
  addLines(text: string): void {
    text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).forEach((line, index) => {
      if (index > 0) this.breakLine();
      this.addFlowing(line);
    });
  }

  /** Text that has its own lines and spaces. */
  addPreformatted(text: string): void {
    text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).forEach((line, index) => {
      if (index > 0) this.breakLine();
      if (line.trim() !== '') this.#put(line);
    });
  }

  /** One more line break; two make an empty line, and there is never more than one of those. */
  breakLine(): void {
    this.#breaks = Math.min(2, this.#breaks + 1);
  }

  /** Sees to it that the next words begin a line, after an empty one where `breaks` is 2. */
  startBlock(breaks: 1 | 2): void {
    // An item's own paragraph begins in the line of its dash.
    if (this.#opening === '') this.#breaks = Math.max(this.#breaks, breaks);
  }

  /** An item follows the one before it, or the item it is in, without an empty line. */
  startItem(depth: number, isFirst: boolean): void {
    this.#breaks = isFirst ? Math.max(this.#breaks, 1) : 1;
    this.#opening = `${'  '.repeat(Math.max(0, depth - 1))}- `;
  }

  endItem(): void {
    this.#opening = '';
    this.startBlock(1);
  }

  toString(): string {
    return this.#pieces.join('');
  }

  #put(words: string): void {
    const begins = this.isAtLineStart;
    if (begins && this.#pieces.length > 0) this.#pieces.push('\n'.repeat(this.#breaks));
    if (begins || this.#opening !== '') this.#pieces.push(this.#opening);
    else if (this.#spaceIsDue) this.#pieces.push(' ');
    this.#pieces.push(words);
    this.#breaks = 0;
    this.#spaceIsDue = false;
    this.#opening = '';
  }
}
