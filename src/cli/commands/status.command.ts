import { type Command } from 'commander';

import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { Capacity } from '../../queue/capacity.js';
import { DeadLetters } from '../../queue/dead-letters.js';
import { RecordProgress } from '../../queue/record-progress.js';
import { type CliContext, withContext } from '../cli-context.js';
import { type Output, print, table } from '../output.js';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('what waits, what failed, what memory holds')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean }) => {
      print(await withContext(status), options.json === true);
    });
}

async function status(context: CliContext): Promise<Output> {
  const capacity = context.get(Capacity);
  const ledger = context.get(Ledger);
  const progress = context.get(RecordProgress);
  const [depths, deadLetters, documents] = await Promise.all([
    capacity.depths(),
    context.get(DeadLetters).count(),
    context.get(MemorySink).count(),
  ]);
  const modules = await Promise.all(
    depths.map(async (depth) => ({
      ...depth,
      inMemory: await ledger.count(depth.module),
      lagSeconds: Math.round((await progress.lagMs(depth.module)) / 1000),
    })),
  );
  const waiting = modules.reduce((sum, { waiting: now, delayed }) => sum + now + delayed, 0);
  const { limit } = capacity;
  const rows = modules.map((row) =>
    [row.module, row.waiting, row.delayed, row.active, row.inMemory, `${row.lagSeconds} s`].map(
      String,
    ),
  );
  const text = [
    table(['Module', 'Waiting', 'Delayed', 'Active', 'In memory', 'Behind'], rows),
    '',
    `Queue         ${waiting} of ${limit}`,
    `Dead letters  ${deadLetters}`,
    `Memory        ${documents} documents (${context.settings.memory.sink})`,
    `Records from  ${context.settings.zoho.credentials === undefined ? 'deliveries (payload mode)' : 'Zoho CRM'}`,
  ].join('\n');
  return { json: { modules, waiting, limit, deadLetters, documents }, text };
}
