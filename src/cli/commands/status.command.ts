import { type Command } from 'commander';

import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { Capacity } from '../../queue/capacity.js';
import { DeadLetters } from '../../queue/dead-letters.js';
import { RecordProgress } from '../../queue/record-progress.js';
import { EventCounts } from '../../watch/event-counts.js';
import { Processes } from '../../watch/processes.js';
import { RefusedDeliveries } from '../../watch/refused-deliveries.js';
import { type CliContext, withContext } from '../cli-context.js';
import { type Output, print, table } from '../output.js';
import { rolesText } from './process-lines.js';
import { refusedOutput } from './refused-output.js';

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description(
      'which processes are alive, what waits and for how long, what failed, what memory holds',
    )
    .option('--refused', 'the deliveries that were refused: why, and the last hundred')
    .option('--json', 'for programs')
    .action(async (options: { json?: boolean; refused?: boolean }) => {
      const look = options.refused === true ? refused : status;
      print(await withContext(look), options.json === true);
    });
}

async function refused(context: CliContext): Promise<Output> {
  const [counts, last] = await Promise.all([
    context.get(EventCounts).read(),
    context.get(RefusedDeliveries).last(),
  ]);
  return refusedOutput(counts, last);
}

async function status(context: CliContext): Promise<Output> {
  const capacity = context.get(Capacity);
  const ledger = context.get(Ledger);
  const progress = context.get(RecordProgress);
  const [depths, alive, deadLetters, documents] = await Promise.all([
    capacity.depths(),
    context.get(Processes).alive(),
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
    `Processes     ${rolesText(alive)}`,
    `Queue         ${waiting} of ${limit}`,
    `Dead letters  ${deadLetters}`,
    `Memory        ${documents} documents (${context.settings.memory.sink})`,
    `Records from  ${context.settings.zoho.credentials === undefined ? 'deliveries (payload mode)' : 'Zoho CRM'}`,
  ].join('\n');
  const processes = alive.map(({ role, host, pid, startedAtMs }) => ({
    ...{ role, host, pid },
    startedAt: new Date(startedAtMs).toISOString(),
  }));
  return { json: { processes, modules, waiting, limit, deadLetters, documents }, text };
}
