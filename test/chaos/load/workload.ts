import { setTimeout as delay } from 'node:timers/promises';

import { type SeededRandom } from '../../../simulator/seeded-random.js';
import { type Change, type ChangedModule, type Truth } from './truth.js';

/** Tasks are left to those who need a record that nobody else changes. */
const changedModules = ['Accounts', 'Contacts', 'Deals'] as const;
const mostPerDelivery = 4;
const betweenMs = { least: 5, most: 30 };

interface Deleted {
  readonly module: ChangedModule;
  readonly id: string;
}

/**
 * Changes records all the time: many new ones, so that a lost change is not hidden by the next of the same record;
 * updates, some of several records in one delivery; deletions, and restorations of what was deleted.
 */
export class Workload {
  readonly #bin: Deleted[] = [];
  #stopped = false;

  constructor(
    private readonly truth: Truth,
    private readonly random: SeededRandom,
    private readonly deliver: (changes: readonly Change[]) => void,
  ) {}

  /** Resolves once it is told to stop. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      this.deliver(this.#changes());
      await delay(this.random.integer(betweenMs.least, betweenMs.most));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Changes of one module and one kind: they travel together. */
  #changes(): readonly Change[] {
    const { random, truth } = this;
    const module = random.pick(changedModules);
    const living = truth.living(module);
    const roll = random.integer(1, 100);
    const count = random.chance(0.3) ? random.integer(2, mostPerDelivery) : 1;
    if (living.length < 10 || roll <= 45) {
      return Array.from({ length: count }, () => truth.create(module));
    }
    if (roll <= 80) return this.#some(living, count).map((id) => truth.update(module, id));
    const restored = roll > 92 ? this.#bin.pop() : undefined;
    if (restored !== undefined) return [truth.restore(restored.module, restored.id)];
    return this.#some(living, count).map((id) => this.#delete(module, id));
  }

  #delete(module: ChangedModule, id: string): Change {
    this.#bin.push({ module, id });
    return this.truth.delete(module, id);
  }

  #some(ids: readonly string[], count: number): readonly string[] {
    return [...new Set(Array.from({ length: count }, () => this.random.pick(ids)))];
  }
}
