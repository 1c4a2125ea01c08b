/** A random sample of items that come one by one: each of them is in it with the same probability. */
export class Reservoir<T> {
  readonly #kept: T[] = [];
  #seen = 0;

  /** @param random from 0 to 1, 1 excluded */
  constructor(
    private readonly size: number,
    private readonly random: () => number = Math.random,
  ) {}

  offer(item: T): void {
    this.#seen += 1;
    if (this.#kept.length < this.size) {
      this.#kept.push(item);
      return;
    }
    const place = Math.floor(this.random() * this.#seen);
    if (place < this.size) this.#kept[place] = item;
  }

  get items(): readonly T[] {
    return this.#kept;
  }
}
