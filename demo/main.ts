import { parseArgs } from 'node:util';

import { styled } from '../src/cli/output/styled.js';
import { letAssistantAsk } from './assistant.js';
import { proveCognee } from './cognee-proof.js';
import { consoleLink, explainHowToGoOn } from './next-steps.js';
import { untilStatus } from './memory-status.js';
import { aside, entry, heading, say } from './page.js';
import { play } from './play.js';
import { runCli } from './service-process.js';
import { setStage, type Stage } from './stage.js';
import { type MemoryKind, memoryKinds } from './stage-memory.js';

const usage = `A simulated Zoho organisation, changed step by step, and an AI memory that follows it.

  --once            one round, a summary, and the end
  --memory cognee   a real Cognee for memory: the one COGNEE_URL names, or one that is installed and started
  PORT              where the service listens (8000)
`;

const query = 'robots';
/** On the stand-in for Redis it takes a good part of a minute. */
const fillsWithinMs = 180_000;

function introduce(stage: Stage): void {
  const { redis, simulator, url, web, worker } = stage;
  const counts = Object.entries(simulator.statistics().records).filter(([, count]) => count > 0);
  const company = counts.map(([module, count]) => `${count} ${module}`).join(', ');
  console.log(`${styled('bold', 'zoho-webhook-sync')}: a change in the CRM, and memory is true\n`);
  if (redis.kind === 'stand-in') {
    say(
      'There is no redis-server on PATH: a JavaScript stand-in takes its place. It is many times ' +
        'slower, keeps nothing on disk, and is never used outside this demo and the tests.\n',
    );
  }
  entry('Zoho CRM', `simulated at ${simulator.url}: ${company}`);
  entry('Redis', `${redis.url} (${redis.kind})`);
  entry('Service', `${url}, process ${web.pid ?? 0}; its worker is process ${worker.pid ?? 0}`);
  entry('Token', stage.environment['ADMIN_TOKEN'] ?? '');
  entry('', '(ADMIN_TOKEN; /docs asks for it as a password)');
  if (stage.place.description !== '') entry('Memory', stage.place.description);
  entry('Logs', stage.logFile);
}

interface RegisteredChannel {
  readonly api: string;
  readonly expires_at: string | null;
}

async function registerChannels(stage: Stage): Promise<void> {
  const answer = await runCli(['webhooks', 'register'], stage.environment);
  const channels = answer as readonly RegisteredChannel[];
  const until = channels[0]?.expires_at ?? 'unknown';
  entry('Channels', `${channels.map(({ api }) => api).join(', ')}; until ${until}`);
}

async function conclude(stage: Stage, times: readonly number[]): Promise<void> {
  const sorted = [...times].sort((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const documents = await stage.memory.count();
  const { deliveries, requests } = stage.simulator.statistics();
  console.log(`
${times.length} changes, ${deliveries} notifications, ${requests} calls of Zoho's API; ${documents} documents in memory.
Memory was true after ${median} ms (median), ${sorted.at(-1) ?? 0} ms at most.`);
  if (stage.environment['MEMORY_SINK'] === 'cognee') {
    await proveCognee(stage.memory, stage.place.server);
  }
  const hits = await stage.memory.search({ text: query, limit: 3 });
  heading(`Searching memory for "${query}":`);
  for (const hit of hits) {
    say(hit.title, 2);
    aside(hit.excerpt.replace(/\s+/g, ' '), 4);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      memory: { type: 'string', default: 'local' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const stage = await setStage(memoryKindFrom(values.memory), (died, started) => {
    aside(`(the ${died} died; process ${started} takes over)`);
  });
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
  try {
    introduce(stage);
    await registerChannels(stage);
    await Promise.race([playToTheEnd(stage, !values.once), interrupted]);
    if (!values.once) await interrupted;
  } finally {
    await stage.close();
  }
}

function memoryKindFrom(name: string): MemoryKind {
  const kind = memoryKinds.find((known) => known === name);
  if (kind === undefined) throw new Error(`--memory must be one of ${memoryKinds.join(', ')}.`);
  return kind;
}

async function playToTheEnd(stage: Stage, staysUp: boolean): Promise<void> {
  const inCognee = stage.environment['MEMORY_SINK'] === 'cognee';
  // A company of hundreds is more than a Cognee takes in while somebody waits.
  if (!inCognee) {
    await stage.startScheduler();
    await showFirstComparison(stage);
  }
  entry('Console', 'this opens it, once within an hour:');
  console.log(`\n${consoleLink(stage)}`);
  await conclude(stage, await play(stage));
  if (!inCognee) await letAssistantAsk(stage);
  if (!staysUp) return;
  await stage.startScheduler();
  await explainHowToGoOn(stage);
}

async function showFirstComparison(stage: Stage): Promise<void> {
  const startedMs = performance.now();
  await runCli(['sync', 'full'], stage.environment);
  const { documents } = await untilStatus(
    stage,
    ({ freshness }) => !freshness.pending && freshness.proved_through !== null,
    fillsWithinMs,
  );
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  entry('Memory', `was empty: a comparison brought in ${documents} documents in ${seconds} s`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`The demo failed: ${(error as Error).message}`);
  process.exit(1);
}
