import { setTimeout as delay } from 'node:timers/promises';

import { type Cell } from './cell.js';
import { within } from '../../src/kernel/within.js';
import { untrueRecords } from './check/converged.js';
import { type History } from './check/history.js';
import { type Violation, violationsOf } from './check/invariants.js';
import { ChaosStage, type StageOptions } from './stage/chaos-stage.js';
import { deadLettersAt, looksIn, observe, scrape } from './stage/observation.js';

export interface CellResult {
  readonly cell: string;
  readonly seed: number;
  readonly deliveries: number;
  readonly acknowledged: number;
  readonly faults: number;
  readonly events: readonly string[];
  readonly deadLetters: number;
  readonly tookSeconds: number;
  /** From the end of the faults until memory was true. */
  readonly convergedAfterMs: number | undefined;
  readonly violations: readonly Violation[];
  /** What makes the cell worthless, or the service unwell, besides: no fault happened, a process died by itself. */
  readonly problems: readonly string[];
  /** Where the logs of the processes are; only of a cell that failed. */
  readonly folder: string | undefined;
}

const faultsWithinMs = 180_000;
/** Breaks that don't happen within this time won't. */
const breaksWithinMs = 90_000;
/** A killed worker's jobs are free after 23 s, its lock on the memory after 20 s; the rest is for a busy machine. */
const convergeWithinMs = 150_000;
/** Where nothing is queued for so long, and nothing sweeps, nothing more will come. */
const quietForMs = 6000;
const countsWithinMs = 10_000;

type RunOptions = Omit<StageOptions, 'setting'>;

/** Sets the stage, plays the cell on it, and checks what was written down. */
export async function runCell(cell: Cell, options: RunOptions): Promise<CellResult> {
  const startedAtMs = Date.now();
  const stage = await ChaosStage.set({ ...options, setting: cell });
  try {
    const problems = await play(cell, stage);
    const history = await historyOf(cell, stage, await settle(cell, stage));
    const result = await resultOf(cell, stage, history, problems);
    return { ...result, tookSeconds: Math.round((Date.now() - startedAtMs) / 1000) };
  } finally {
    await stage.close();
  }
}

/** Load and faults, until the load has had its time and every fault has happened. */
async function play(cell: Cell, stage: ChaosStage): Promise<readonly string[]> {
  const load = stage.workload.run();
  const deadline = Date.now() + breaksWithinMs;
  const faults = Promise.all([delay(stage.scale.loadMs), cell.nemesis?.(stage)]);
  await within(faults, faultsWithinMs, 'What was to be done');
  while (stage.processes.some((each) => !each.isBroken) && Date.now() < deadline) await delay(50);
  stage.workload.stop();
  await load;
  const missing = stage.processes.filter((each) => !each.isBroken).map(({ role }) => role);
  const problems = missing.map((role) => `a ${role} process never came to where it was to break`);
  const didNothing = faultsOf(cell, stage) === 0 && cell.name !== 'calm';
  return didNothing ? [...problems, 'nothing went wrong'] : problems;
}

function faultsOf(cell: Cell, stage: ChaosStage): number {
  return stage.events.length + (cell.faults?.(stage) ?? 0);
}

interface Settled {
  readonly convergedAfterMs: number | undefined;
  readonly deadLetters: History['deadLetters'];
}

/** Waits until everything is acknowledged, queues are empty and memory is true, or until it won't be. */
async function settle(cell: Cell, stage: ChaosStage): Promise<Settled> {
  const startedAtMs = Date.now();
  await stage.sender.idle(convergeWithinMs);
  const [url = ''] = stage.of('web').map((web) => web.url);
  let deadLetters: History['deadLetters'] = new Set();
  let quietSinceMs = Infinity;
  while (Date.now() - startedAtMs < convergeWithinMs) {
    const observation = await observe(url);
    deadLetters = (await deadLettersAt(url)) ?? deadLetters;
    const isQuiet = observation?.isQuiet === true;
    const untrue = untrueRecords({
      truth: stage.truth.states,
      held: stage.memory.held(),
      deadLetters,
    });
    if (isQuiet && untrue.length === 0) {
      return { convergedAfterMs: Date.now() - startedAtMs, deadLetters };
    }
    quietSinceMs = isQuiet ? Math.min(quietSinceMs, Date.now()) : Infinity;
    if (isOver(cell, stage, Date.now() - quietSinceMs)) break;
    await delay(100);
  }
  return { convergedAfterMs: undefined, deadLetters };
}

/** Nothing more will come. Documents that were replaced are not waited for: they go when the memory has indexed. */
function isOver(cell: Cell, stage: ChaosStage, quietMs: number): boolean {
  if (cell.sweeps === true || quietMs < quietForMs) return false;
  const held = [...stage.memory.held()].map(([key, versions]) => {
    return [key, [Math.max(...versions)]] as const;
  });
  const { states: truth } = stage.truth;
  return untrueRecords({ truth, held: new Map(held), deadLetters: new Set() }).length > 0;
}

async function historyOf(cell: Cell, stage: ChaosStage, settled: Settled): Promise<History> {
  const webs = stage.of('web');
  const restarted = webs.some(({ starts }) => starts > 1);
  const history = async (): Promise<History> => ({
    truth: stage.truth.states,
    acknowledged: stage.sender.acknowledged,
    applied: stage.memory.applied,
    held: stage.memory.held(),
    looks: looksIn(stage.simulator),
    answers: stage.sender.answers,
    counted: (await observe(webs[0]?.url ?? ''))?.counted,
    scraped: restarted ? undefined : await scrape(webs.map(({ url }) => url)),
    disturbances: {
      webKilled: stage.events.some((event) => event.startsWith('SIGKILL web')),
      workerKilled: stage.events.some((event) => event.startsWith('SIGKILL worker')),
      redisDisturbed: false,
      swept: cell.sweeps === true,
      ...cell.disturbances,
    },
    convergeWithinMs,
    ...settled,
  });
  // Every process writes its counts once a second.
  const deadline = Date.now() + countsWithinMs;
  let written = await history();
  while (violationsOf(written).some(({ invariant }) => invariant === 'I4')) {
    if (Date.now() > deadline) break;
    await delay(500);
    written = await history();
  }
  return written;
}

async function resultOf(
  cell: Cell,
  stage: ChaosStage,
  history: History,
  found: readonly string[],
): Promise<Omit<CellResult, 'tookSeconds'>> {
  const violations = violationsOf(history);
  const problems = [...found, ...stage.processes.flatMap(({ crashes }) => crashes)];
  const failed = violations.length + problems.length > 0;
  if (!failed) await stage.removeLogs();
  return {
    cell: cell.name,
    seed: stage.options.seed,
    deliveries: stage.sender.deliveries,
    acknowledged: new Set(history.acknowledged.map(({ delivery }) => delivery)).size,
    faults: faultsOf(cell, stage),
    events: stage.events,
    deadLetters: history.deadLetters.size,
    convergedAfterMs: history.convergedAfterMs,
    violations,
    problems,
    folder: failed ? stage.folder : undefined,
  };
}
