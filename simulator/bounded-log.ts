/** A log that forgets its oldest half when it is full, so that a long run doesn't fill the memory. */
export class BoundedLog<T> {
  private entries: T[] = [];
  private written = 0;

  constructor(private readonly capacity = 200_000) {}

  add(entry: T): void {
    if (this.entries.length >= this.capacity) {
      this.entries = this.entries.slice(Math.ceil(this.capacity / 2));
    }
    this.entries.push(entry);
    this.written += 1;
  }

  list(): readonly T[] {
    return this.entries;
  }

  /** How many were written since the last reset, the forgotten ones included. */
  get total(): number {
    return this.written;
  }

  reset(): void {
    this.entries = [];
    this.written = 0;
  }
}
