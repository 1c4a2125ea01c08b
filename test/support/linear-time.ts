import { expect } from '@jest/globals';

/** CPU of this process alone, in µs; of several runs the one that was disturbed least. */
function costOf(run: () => unknown): number {
  const costs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...costs);
}

/** Repetitions in the smaller input. */
export const few = 4000;
/** How many times as many the larger one has. */
export const times = 16;
/** What takes no longer than this is dominated by what it costs to begin with. */
const least = 4000;

/** Sixteen times as much costs sixteen times as much where time is linear, and 256 times where it is quadratic. */
export function expectLinear(run: (n: number) => unknown): void {
  run(few);
  const small = Math.max(
    least,
    costOf(() => run(few)),
  );

  expect(costOf(() => run(few * times)) / small).toBeLessThan(100);
}
