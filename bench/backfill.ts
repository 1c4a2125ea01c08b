import { setTimeout as delay } from 'node:timers/promises';

import { recordKey } from '../src/crm/record-ref.js';
import { type CliCommand } from './cli-command.js';
import { type BenchResult, type Figure, percentile } from './figures.js';
import { progress } from './progress.js';
import { Stage } from './stage.js';

const zohoMs = 50;
/** With their contacts, deals, tasks, notes, meetings and calls these are 9,900 records. */
const accounts = 900;
const idleChanges = 50;
const pauseMs = 100;

interface Backfilled {
  readonly records: number;
  readonly aloneMs: number;
  readonly fullMs: number;
  readonly credits: number;
  /** ms of each live change. */
  readonly idle: readonly number[];
  readonly during: readonly number[];
  readonly again: CliCommand;
  readonly residentMb: { readonly service: number; readonly command: number };
}

/**
 * An organisation of some 10,000 records comes to an empty memory while changes go on, against reading its very pages
 * and nothing else; then the same comparison with nothing changed.
 */
export async function backfill(): Promise<BenchResult> {
  progress(`backfill: making ${accounts} accounts and what belongs to them`);
  const stage = await Stage.set(zohoMs, undefined, accounts);
  try {
    return resultOf(await backfilled(stage));
  } finally {
    await stage.close();
  }
}

async function backfilled(stage: Stage): Promise<Backfilled> {
  const records = stage.simulator.refs().length;
  const service = await stage.start('all', {
    ...stage.channelSettings(),
    WEBHOOK_BATCH_SIZE: '50',
  });
  while (stage.simulator.channels().length < 7) await delay(50);
  const { id } = stage.simulator.createRecord('Accounts', { Account_Name: 'Timed Ltd' });
  await stage.untilRemembered(1);
  progress('backfill: changes in an idle service');
  const idle = await changesOf(stage, id, (done) => done >= idleChanges);

  stage.simulator.resetRequests();
  const creditsBefore = stage.simulator.statistics().creditsUsed;
  progress(`backfill: ${records} records`);
  let isDone = false;
  const startedAt = performance.now();
  const live = changesOf(stage, id, () => isDone);
  const full = await stage.run('sync', 'full');
  await stage.untilRemembered(records + 1);
  const fullMs = performance.now() - startedAt;
  isDone = true;
  const during = await live;
  const credits = stage.simulator.statistics().creditsUsed - creditsBefore;
  const pages = pagesOf(stage);
  await stage.untilQuiet(service);

  progress('backfill: its pages alone');
  const aloneMs = await readAlone(stage, pages);
  progress('backfill: a comparison of what is equal');
  const again = await stage.run('sync', 'full');
  const command = Math.max(full.residentMb, again.residentMb);
  const residentMb = { service: service.residentMb(), command };
  return { records, aloneMs, fullMs, credits, idle, during, again, residentMb };
}

function resultOf(taken: Backfilled): BenchResult {
  const { records, aloneMs, fullMs, credits, idle, during, again, residentMb } = taken;
  const figure = (name: string, unit: string, value: number): Figure => {
    return { name, unit, values: [value] };
  };
  const [idleP95, duringP95] = [percentile(idle, 0.95), percentile(during, 0.95)];
  return {
    bench: 'backfill',
    figures: [
      figure('its pages alone', 'ms', aloneMs),
      figure('backfill', 'ms', fullMs),
      figure('backfill', 'records/s', (records / fullMs) * 1000),
      figure('API credits, live changes included', '', credits),
      figure('live changes meanwhile', '', during.length),
      figure('live p95, idle', 'ms', idleP95),
      figure('live p95, meanwhile', 'ms', duringP95),
      figure('comparison of what is equal', 'ms', again.tookMs),
      figure('most resident, service', 'MB', residentMb.service),
      figure('most resident, sync full', 'MB', residentMb.command),
    ],
    ratios: [
      { name: 'backfill / pages alone', value: fullMs / aloneMs, goal: '≤ 5' },
      { name: 'comparison / pages alone', value: again.tookMs / aloneMs, goal: '≤ 1.5' },
      { name: 'live p95 above idle, ms', value: duringP95 - idleP95, goal: '≤ 100' },
    ],
  };
}

/** How long changes of an account take to memory, ms each, one after the other. */
async function changesOf(
  stage: Stage,
  id: string,
  isEnough: (done: number) => boolean,
): Promise<readonly number[]> {
  const times: number[] = [];
  const key = recordKey({ module: 'Accounts', id });
  while (!isEnough(times.length)) {
    await delay(pauseMs);
    const phone = `+49 30 ${times.length}-${performance.now().toFixed(0)}`;
    const startedAt = performance.now();
    stage.simulator.updateRecord('Accounts', id, { Phone: phone });
    while (!((await stage.memory.get(key))?.body.includes(phone) ?? false)) await delay(2);
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** The pages of lists that were read, by module, in their order. */
function pagesOf(stage: Stage): ReadonlyMap<string, readonly string[]> {
  const pages = new Map<string, string[]>();
  for (const { method, path, query } of stage.simulator.requests) {
    if (method !== 'GET' || !/^\/crm\/v8\/\w+$/.test(path) || query.includes('ids=')) continue;
    if (query.includes('per_page=1&') || query.endsWith('per_page=1')) continue;
    pages.set(path, [...(pages.get(path) ?? []), `${path}?${query}`]);
  }
  return pages;
}

/** Module by module, as a list that is read page by page has to be. */
async function readAlone(
  stage: Stage,
  pages: ReadonlyMap<string, readonly string[]>,
): Promise<number> {
  const authorization = `Zoho-oauthtoken ${await stage.accessToken()}`;
  const startedAt = performance.now();
  for (const page of [...pages.values()].flat()) {
    const answer = await fetch(`${stage.simulator.url}${page}`, { headers: { authorization } });
    if (!answer.ok) throw new Error(`${page}: ${answer.status} ${await answer.text()}`);
    await answer.json();
  }
  return performance.now() - startedAt;
}
