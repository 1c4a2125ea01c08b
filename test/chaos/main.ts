import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { type Cell } from './cell.js';
import { allCells } from './cells/all-cells.js';
import { runMutants } from './mutants-run.js';
import { failureOf, hasFailed, tableOf } from './report.js';
import { type CellResult, runCell } from './run-cell.js';
import { type Scale, scales } from './scale.js';
import { severalAtATime } from './several-at-a-time.js';

const usage = `npm run chaos -- [CELL]… [--short] [--seed N] [--minutes M] [--json FILE]
npm run chaos -- --mutants [--seed N]

Each cell starts two web processes and two workers of the service on a Redis of their own, changes records all the
time, and does what its name says. Then six invariants are checked; docs/reliability.md explains them.

  --short    shorter faults; without names, the cells of the short run only
  --jobs     cells at the same time (2)
  --seed     chooses what is changed and when things break
  --minutes  all over again with the next seed, until this time is over
  --mutants  runs builds that are broken on purpose; each must be caught

Cells:
${allCells.map(({ name, about }) => `  ${name.padEnd(36)} ${about}`).join('\n')}
`;

const options = {
  seed: { type: 'string' },
  minutes: { type: 'string' },
  jobs: { type: 'string', default: '2' },
  short: { type: 'boolean', default: false },
  mutants: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

interface Request {
  readonly cells: readonly Cell[];
  readonly seed: number;
  readonly minutes: number;
  readonly jobs: number;
  readonly scale: Scale;
  readonly mutants: boolean;
  readonly json: string | undefined;
}

/** What is asked for; undefined where it can't be understood, or where help is. */
function requestFrom(args: readonly string[]): Request | undefined {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const minutes = Number(values.minutes ?? 0);
  const jobs = Number(values.jobs);
  const known = positionals.every((name) => allCells.some((cell) => cell.name === name));
  const numbers = Number.isSafeInteger(seed) && minutes >= 0 && jobs >= 1;
  if (values.help || !known || !numbers) return undefined;
  const cells = allCells.filter(({ name, short }) =>
    positionals.length > 0 ? positionals.includes(name) : !values.short || short === true,
  );
  const scale = values.short ? scales.short : scales.full;
  return { cells, seed, minutes, jobs, scale, mutants: values.mutants, json: values.json };
}

async function main(): Promise<number> {
  const request = requestFrom(process.argv.slice(2));
  if (request === undefined) {
    console.log(usage);
    return process.argv.includes('--help') ? 0 : 2;
  }
  const { seed, jobs, mutants, scale, json } = request;
  if (mutants) return (await runMutants({ seed, jobs, say })) ? 0 : 1;
  const results = await runAll(request);
  console.log(`\n${tableOf(results)}`);
  if (json !== undefined) {
    const about = { node: process.version, scale: scale.name, at: new Date().toISOString() };
    await writeFile(json, `${JSON.stringify({ ...about, results }, null, 2)}\n`);
  }
  return results.some(hasFailed) ? 1 : 0;
}

async function runAll({ cells, seed, minutes, jobs, scale }: Request): Promise<CellResult[]> {
  const results: CellResult[] = [];
  const untilMs = Date.now() + minutes * 60_000;
  for (let round = seed; round === seed || Date.now() < untilMs; round += 1) {
    const played = await severalAtATime(jobs, cells, async (cell) => {
      const result = await runCell(cell, { seed: round, scale });
      const isShort = scale.name === 'short' ? ' --short' : '';
      say(`${hasFailed(result) ? 'FAILED' : 'ok    '} ${cell.name}, ${result.tookSeconds} s`);
      const command = `npm run chaos -- ${cell.name} --seed ${round}${isShort}`;
      if (hasFailed(result)) console.log(failureOf(result, command));
      return result;
    });
    results.push(...played);
  }
  return results;
}

/** What is under way, on standard error: results have standard output to themselves. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

process.exit(await main());
