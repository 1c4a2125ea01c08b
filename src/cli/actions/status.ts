import { setTimeout as delay } from 'node:timers/promises';

import { FormerModules } from '../../former/former-modules.js';
import { GapStore } from '../../gaps/gap-store.js';
import { EventCounts } from '../../installation/event-counts.js';
import { Processes } from '../../installation/processes.js';
import { RefusedDeliveries } from '../../installation/refused-deliveries.js';
import { TroubleStore } from '../../installation/trouble-store.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { within } from '../../kernel/within.js';
import { Ledger } from '../../ledger/ledger.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { type Trouble } from '../../observability/trouble.js';
import { Capacity, type QueueDepth } from '../../queue/capacity.js';
import { DeadLetterStore } from '../../queue/dead-letters/dead-letter-store.js';
import { RecordProgress } from '../../queue/progress/record-progress.js';
import { ProofHistory } from '../../reconciliation/compare/proof-history.js';
import { ProofStore } from '../../reconciliation/compare/proof-store.js';
import { SweepStore } from '../../reconciliation/sweep/sweep-store.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { probeRedis } from '../../redis/redis-probe.js';
import { ChannelReport } from '../../registration/channel-report.js';
import { type CliContext, withContext } from '../context/cli-context.js';
import { type Output, print, repaint } from '../output/output.js';
import { refusedOutput } from '../output/refused-deliveries-output.js';
import { redisLine } from '../output/status-lines.js';
import { statusOutput, type StatusState, type UpkeepState } from '../output/status-output.js';

interface StatusOptions {
  readonly json?: boolean;
  readonly refused?: boolean;
  /** Seconds; true where none are given. */
  readonly watch?: number | true;
}

const usualWatchSeconds = 2;
const memoryWithinMs = 5000;

export async function showStatus(options: StatusOptions): Promise<void> {
  const look = options.refused === true ? refused : present;
  const asJson = options.json === true;
  await withContext(async (context) => {
    if (options.watch === undefined) {
      print(await look(context), asJson);
      return;
    }
    const seconds = typeof options.watch === 'number' ? options.watch : usualWatchSeconds;
    for (;;) {
      repaint(await look(context), asJson);
      await delay(seconds * 1000);
    }
  });
}

async function refused(context: CliContext): Promise<Output> {
  const [counts, last] = await Promise.all([
    context.get(EventCounts).read(),
    context.get(RefusedDeliveries).last(),
  ]);
  return refusedOutput(counts, last);
}

async function present(context: CliContext): Promise<Output> {
  const { settings } = context;
  const capacity = context.get(Capacity);
  const [depths, alive, deadLetters, documents, leftOvers] = await Promise.all([
    capacity.depths(),
    context.get(Processes).alive(),
    context.get(DeadLetterStore).count(),
    memoryCount(context),
    context.get(FormerModules).find(),
  ]);
  const [modules, watch] = await Promise.all([modulesFrom(context, depths), upkeepFrom(context)]);
  return statusOutput({
    alive,
    modules,
    deadLetters,
    documents,
    leftOvers,
    ...watch,
    limit: capacity.limit,
    sink: settings.memory.sinks.join(', '),
    fromCrm: settings.zoho.credentials !== undefined,
    nowMs: context.get(Clock).now(),
  });
}

/** A memory that is out of order must not keep the rest from being seen. */
async function memoryCount(context: CliContext): Promise<StatusState['documents']> {
  try {
    const counting = context.get(MemorySink).count();
    return await within(counting, memoryWithinMs, 'To count the memory');
  } catch (error) {
    return appErrorFrom(error).message;
  }
}

function modulesFrom(
  context: CliContext,
  depths: readonly QueueDepth[],
): Promise<StatusState['modules']> {
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

/** With what keeps processes from telling theirs: of a Redis that takes no writes their last heartbeat is the latest news. */
async function troublesFrom(context: CliContext): Promise<readonly Trouble[]> {
  const told = await context.get(TroubleStore).now();
  try {
    await probeRedis(context.get(RedisConnections));
    return told;
  } catch (error) {
    const { code, message } = appErrorFrom(error);
    const alive = await context.get(Processes).alive();
    const nowMs = context.get(Clock).now();
    const sinceMs = Math.max(...alive.map(({ seenAtMs }) => seenAtMs), 0) || nowMs;
    return [{ subject: 'redis', sinceMs, lastFailedMs: nowMs, code, message }, ...told];
  }
}

async function upkeepFrom(context: CliContext): Promise<UpkeepState> {
  const { webhook, zoho } = context.settings;
  const hasChannels = webhook.baseUrl !== undefined && zoho.credentials !== undefined;
  const [channels, gaps, info, troubles, sweeps, proofs, failures, trueSince] = await Promise.all([
    hasChannels ? context.get(ChannelReport).known() : [],
    context.get(GapStore).open(),
    context.get(RedisConnections).failFast.info(),
    troublesFrom(context),
    context.get(SweepStore).last(),
    context.get(ProofStore).last(),
    context.get(ProofStore).failures(),
    context.get(ProofHistory).trueSince(),
  ]);
  return { channels, gaps, redis: redisLine(info), troubles, sweeps, proofs, failures, trueSince };
}
