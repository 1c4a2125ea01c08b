import { parseArgs } from 'node:util';

import { loginLink } from '../src/access/login-link.js';
import { Secret } from '../src/kernel/secret.js';
import { proveCognee } from './cognee-proof.js';
import { untilRemembered } from './remembered.js';
import { runCli } from './service-process.js';
import { setStage, type Stage } from './stage.js';
import { type MemoryKind, memoryKinds } from './stage-memory.js';

const usage = `A simulated Zoho organisation, changed step by step, and an AI memory that follows it.

  --once            one round, a summary, and the end
  --memory cognee   a real Cognee for memory: the one COGNEE_URL names, or one that is installed and started
  PORT              where the service listens (8000)
`;

/** A worker that was killed is replaced, and its jobs are taken up again within half a minute. */
const remembersWithinMs = 45_000;
const query = 'robots';

const bold = (text: string): string => (process.stdout.isTTY ? `\u001b[1m${text}\u001b[22m` : text);
const dim = (text: string): string => (process.stdout.isTTY ? `\u001b[2m${text}\u001b[22m` : text);

function introduce(stage: Stage): void {
  const { redis, simulator, url, web, worker } = stage;
  const counts = Object.entries(simulator.statistics().records);
  const company = counts.map(([module, count]) => `${count} ${module}`).join(', ');
  console.log(`${bold('zoho-webhook-sync')}: a change in the CRM arrives, and memory is true\n`);
  if (redis.kind === 'stand-in') {
    console.log(
      'There is no redis-server on PATH: a JavaScript stand-in takes its place. It is many times\n' +
        'slower, keeps nothing on disk, and is never used outside this demo and the tests.\n',
    );
  }
  console.log(`  Zoho CRM   simulated at ${simulator.url}: ${company}`);
  console.log(`  Redis      ${redis.url} (${redis.kind})`);
  console.log(
    `  Service    ${url}, process ${web.pid ?? 0}; its worker is process ${worker.pid ?? 0}`,
  );
  const token = stage.environment['ADMIN_TOKEN'] ?? '';
  console.log(`  Token      ${token} (ADMIN_TOKEN; /docs asks for it as a password)`);
  console.log(`  Console    ${loginLink(url, new Secret(token), Date.now())} (opens it once)`);
  if (stage.place.description !== '') console.log(`  Memory     ${stage.place.description}`);
  console.log(`  Logs       ${stage.logFile}`);
}

interface RegisteredChannel {
  readonly api: string;
  readonly expires_at: string | null;
}

async function registerChannels(stage: Stage): Promise<void> {
  const answer = await runCli(['webhooks', 'register'], stage.environment);
  const channels = answer as readonly RegisteredChannel[];
  const until = channels[0]?.expires_at ?? 'unknown';
  console.log(`  Channels   ${channels.map(({ api }) => api).join(', ')}; until ${until}\n`);
}

/** Plays the changes; returns how long memory took to follow each, in ms. */
async function play(stage: Stage): Promise<readonly number[]> {
  const { simulator } = stage;
  const times: number[] = [];
  console.log(`${bold('In the CRM')}${' '.repeat(67)}${bold('in memory after')}`);
  for (const steps = simulator.playScript(); ;) {
    const changedAtMs = Date.now();
    const next = steps.next();
    if (next.done === true) return times;
    const { sentence, refs } = next.value;
    const tookMs = await untilRemembered(stage, refs, changedAtMs, remembersWithinMs);
    times.push(tookMs);
    const number = `${String(times.length).padStart(2)}. `;
    const lines = wrapped(sentence, 70);
    lines.forEach((line, index) => {
      const start = index === 0 ? number : '    ';
      const end = index === lines.length - 1 ? `${String(tookMs).padStart(6)} ms` : '';
      console.log(`${start}${line.padEnd(72)}${end}`);
    });
  }
}

function wrapped(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] ?? '';
    if (last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`.trim();
    else lines.push(word);
  }
  return lines;
}

async function conclude(stage: Stage, times: readonly number[]): Promise<void> {
  const sorted = [...times].sort((left, right) => left - right);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const documents = await stage.memory.count();
  const { deliveries, requests } = stage.simulator.statistics();
  console.log(
    `\n${times.length} changes, ${deliveries} notifications, ${requests} calls of Zoho's API; ` +
      `${documents} documents in memory.`,
  );
  console.log(`Memory was true after ${median} ms (median), ${sorted.at(-1) ?? 0} ms at most.\n`);
  if (stage.environment['MEMORY_SINK'] === 'cognee') {
    await proveCognee(stage.memory, stage.place.server);
  }
  const hits = await stage.memory.search({ text: query, limit: 3 });
  console.log(bold(`Searching memory for "${query}":`));
  for (const hit of hits) {
    console.log(`  ${hit.title}\n  ${dim(hit.excerpt.replace(/\s+/g, ' '))}`);
  }
}

function explainHowToGoOn(stage: Stage): void {
  const { url, simulator, worker, environment } = stage;
  const settings = Object.entries(environment)
    .filter(([name]) =>
      /^(REDIS_URL|ADMIN_TOKEN|WEBHOOK_SECRET|WEBHOOK_BASE_URL|ZOHO_|MEMORY_|COGNEE_)/.test(name),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  console.log(`
${bold('It stays up until Ctrl-C.')} Try, in another terminal:

  curl ${url}/health/ready
  curl -X POST ${simulator.url}/_sim/records/Accounts -d '{"Account_Name":"Fennec Ltd"}'
  export ${settings}
  npm run cli -- memory search Fennec
  npm run cli -- status
  curl -H "Authorization: Bearer $ADMIN_TOKEN" '${url}/memory/search?q=Fennec'
  kill -9 ${worker.pid ?? 0}    # the worker; nothing is lost
`);
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
    console.log(dim(`    (the ${died} died; process ${started} takes over)`));
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
  await conclude(stage, await play(stage));
  if (!staysUp) return;
  stage.startScheduler();
  explainHowToGoOn(stage);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(`The demo failed: ${(error as Error).message}`);
  process.exit(1);
}
