import { setTimeout as delay } from 'node:timers/promises';

import { type Command, InvalidArgumentError } from 'commander';

import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { Capacity, type QueueDepth } from '../../queue/capacity.js';
import { DeadLetters } from '../../queue/dead-letters.js';
import { RecordProgress } from '../../queue/record-progress.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { type ChannelRow } from '../../registration/channel-row.js';
import { EventCounts } from '../../watch/event-counts.js';
import { type Gap } from '../../watch/gap.js';
import { Gaps } from '../../watch/gaps.js';
import { Processes } from '../../watch/processes.js';
import { RefusedDeliveries } from '../../watch/refused-deliveries.js';
import { type CliContext, withContext } from '../cli-context.js';
import { type Output, print, table } from '../output.js';
import { rolesText } from './process-lines.js';
import { refusedOutput } from './refused-output.js';
import { channelsLine, gapsLine, redisLine } from './status-lines.js';

interface StatusOptions {
  readonly json?: boolean;
  readonly refused?: boolean;
  /** Seconds; true where none are given. */
  readonly watch?: number | true;
}

const usualWatchSeconds = 2;

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description(
      'which processes are alive, what waits and for how long, what failed, what memory holds',
    )
    .option('--refused', 'the deliveries that were refused: why, and the last hundred')
    .option('--watch [seconds]', 'again and again, until Ctrl-C', secondsFrom)
    .option('--json', 'for programs')
    .action(async (options: StatusOptions) => {
      const look = options.refused === true ? refused : status;
      const asJson = options.json === true;
      await withContext(async (context) => {
        print(await look(context), asJson);
        if (options.watch === undefined) return;
        const seconds = typeof options.watch === 'number' ? options.watch : usualWatchSeconds;
        for (;;) {
          await delay(seconds * 1000);
          const output = await look(context);
          // A terminal is cleared; elsewhere one state follows the other.
          if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[H');
          print(output, asJson);
        }
      });
    });
}

function secondsFrom(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError('It must be from 1 to 3600 seconds.');
}

async function refused(context: CliContext): Promise<Output> {
  const [counts, last] = await Promise.all([
    context.get(EventCounts).read(),
    context.get(RefusedDeliveries).last(),
  ]);
  return refusedOutput(counts, last);
}

async function status(context: CliContext): Promise<Output> {
  const { settings } = context;
  const capacity = context.get(Capacity);
  const [depths, alive, deadLetters, documents] = await Promise.all([
    capacity.depths(),
    context.get(Processes).alive(),
    context.get(DeadLetters).count(),
    context.get(MemorySink).count(),
  ]);
  const [modules, watch] = await Promise.all([modulesFrom(context, depths), watchFrom(context)]);
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
    ...(watch.channels.length === 0 ? [] : [`Channels      ${channelsLine(watch.channels)}`]),
    `Gaps          ${gapsLine(watch.gaps)}`,
    `Memory        ${documents} documents (${settings.memory.sink})`,
    `Redis         ${watch.redis}`,
    `Records from  ${settings.zoho.credentials === undefined ? 'deliveries (payload mode)' : 'Zoho CRM'}`,
  ].join('\n');
  const processes = alive.map(({ role, host, pid, startedAtMs }) => ({
    ...{ role, host, pid },
    startedAt: new Date(startedAtMs).toISOString(),
  }));
  const { channels, gaps } = watch;
  return {
    json: { processes, modules, waiting, limit, deadLetters, documents, channels, gaps },
    text,
  };
}

interface ModuleStatus extends QueueDepth {
  readonly inMemory: number;
  readonly lagSeconds: number;
}

function modulesFrom(
  context: CliContext,
  depths: readonly QueueDepth[],
): Promise<readonly ModuleStatus[]> {
  const ledger = context.get(Ledger);
  const progress = context.get(RecordProgress);
  return Promise.all(
    depths.map(async (depth) => ({
      ...depth,
      inMemory: await ledger.count(depth.module),
      lagSeconds: Math.round((await progress.lagMs(depth.module)) / 1000),
    })),
  );
}

interface WatchStatus {
  /** As Zoho confirmed them last; none where there are to be none. */
  readonly channels: readonly ChannelRow[];
  readonly gaps: readonly Gap[];
  readonly redis: string;
}

async function watchFrom(context: CliContext): Promise<WatchStatus> {
  const { webhook, zoho } = context.settings;
  const hasChannels = webhook.baseUrl !== undefined && zoho.credentials !== undefined;
  const [channels, gaps, info] = await Promise.all([
    hasChannels ? context.get(ChannelReport).known() : [],
    context.get(Gaps).open(),
    context.get(RedisConnections).failFast.info(),
  ]);
  return { channels, gaps, redis: redisLine(info) };
}
