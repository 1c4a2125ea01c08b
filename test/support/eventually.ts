import { setTimeout as delay } from 'node:timers/promises';

/** Repeats an assertion until it holds; fails with its last error once `withinMs` have passed. */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  withinMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(20);
    }
  }
}
