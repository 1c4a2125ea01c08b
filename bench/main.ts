import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { backfill } from './backfill.js';
import { coalescing } from './coalescing.js';
import { commands } from './commands.js';
import { type BenchResult, tableOf } from './figures.js';
import { ingest } from './ingest.js';
import { latency } from './latency.js';
import { processing } from './processing.js';
import { endProgress } from './progress.js';
import { scale } from './scale.js';
import { soak } from './soak.js';

/** What is run where no name is given. */
const benches: Readonly<Record<string, () => Promise<BenchResult>>> = {
  ingest,
  process: processing,
  coalesce: coalescing,
  latency,
  scale,
  backfill,
  commands,
};

const usualSoakMinutes = 10;

const usage = `npm run bench -- [${Object.keys(benches).join(' | ')}]… [--json FILE]
npm run bench -- soak [--minutes ${usualSoakMinutes}] [--json FILE]

Each runs what it is compared with in the same run, on the same Redis. Figures of a busy machine mean little.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      minutes: { type: 'string', default: String(usualSoakMinutes) },
      help: { type: 'boolean', default: false },
    },
  });
  const known: typeof benches = { ...benches, soak: () => soak(Number(values.minutes)) };
  const unknown = positionals.find((name) => known[name] === undefined);
  if (values.help || unknown !== undefined) {
    console.log(unknown === undefined ? usage : `There is no bench ${unknown}.\n\n${usage}`);
    return unknown === undefined ? 0 : 2;
  }
  const names = positionals.length === 0 ? Object.keys(benches) : positionals;
  const results: BenchResult[] = [];
  for (const name of names) {
    const result = await known[name]?.();
    if (result === undefined) continue;
    endProgress();
    console.log(`${tableOf(result)}\n`);
    results.push(result);
  }
  if (values.json !== undefined) {
    const about = { node: process.version, at: new Date().toISOString() };
    await writeFile(values.json, `${JSON.stringify({ ...about, results }, null, 2)}\n`);
  }
  return 0;
}

process.exit(await main());
