import { relative } from 'node:path';

import { expect } from '@jest/globals';
import fc from 'fast-check';

const usualRuns = 100;
/** For drawing and for making a counterexample small: on a busy machine fewer values are drawn. */
const longestMs = 15_000;

/**
 * Every run draws other values, and a failure names the command that draws the same ones again: FC_SEED and FC_PATH.
 * FC_RUNS draws more of them, or fewer.
 */
function parameters<Ts>(runs: number): fc.Parameters<Ts> {
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: given } = process.env;
  return {
    numRuns: given === undefined ? runs : Number(given),
    plugins: [fc.interruptAfterTimeLimit(longestMs) as fc.Plugin<Ts>],
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}

function throwIfFailed<Ts>(details: fc.RunDetails<Ts>): void {
  if (!details.failed) return;
  const { errorInstance, seed, counterexamplePath } = details;
  const report = fc.defaultReportMessage(details) ?? '';
  const again = `FC_SEED=${seed} FC_PATH=${counterexamplePath ?? ''} ${commandOfThisTest()}`;
  const found = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  throw new Error(`${report}\n\n${found}\n\nAgain: ${again}`, { cause: errorInstance });
}

function commandOfThisTest(): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  const file = relative(process.cwd(), testPath);
  const unit = file.startsWith('src/') || file.startsWith('simulator/');
  const command = unit ? 'npm run test:unit --' : 'npm test -- --selectProjects system --';
  return `${command} ${file} -t ${JSON.stringify(currentTestName)}`;
}

/** Holds where `fact` throws for none of the values drawn; reports the smallest that it throws for. */
export function always<Ts extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  fact: (...values: Ts) => void,
  runs = usualRuns,
): void {
  throwIfFailed(fc.check(fc.property(...arbitraries, fact), parameters<Ts>(runs)));
}

/** As `always`, for facts that take a server to find out. */
export async function eventuallyAlways<Ts extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof Ts]: fc.Arbitrary<Ts[K]> },
  fact: (...values: Ts) => Promise<void>,
  runs = usualRuns,
): Promise<void> {
  throwIfFailed(await fc.check(fc.asyncProperty(...arbitraries, fact), parameters<Ts>(runs)));
}
