const redrawEveryMs = 100;

/** One line on a terminal's standard error that is drawn over and over; nothing where that isn't a terminal. */
export class ProgressLine {
  #drawnAtMs = Number.NEGATIVE_INFINITY;
  #drawn = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  show(text: string): void {
    if (!this.stream.isTTY || performance.now() - this.#drawnAtMs < redrawEveryMs) return;
    this.#drawnAtMs = performance.now();
    this.#drawn = true;
    const width = Math.max(20, this.stream.columns) - 1;
    this.stream.write(`\r\u001b[2K${text.slice(0, width)}`);
  }

  clear(): void {
    if (this.#drawn) this.stream.write('\r\u001b[2K');
    this.#drawn = false;
  }
}
