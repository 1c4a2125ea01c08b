import { setTimeout as delay } from 'node:timers/promises';

import { crmModuleOf } from '../src/crm/modules.js';
import { recordKey } from '../src/crm/record-ref.js';
import { aside, timed, timedHeading } from './page.js';
import { untilQuiet } from './memory-status.js';
import { type ChangedRecord, untilRemembered } from './remembered.js';
import { showChange, showDocument } from './shown-document.js';
import { type Stage } from './stage.js';

/** A worker that was killed is replaced, and its jobs are taken up again within half a minute. */
const remembersWithinMs = 60_000;
const summaryWithinMs = 20_000;

/** What a play knows between two of its steps. */
interface Scene {
  readonly stage: Stage;
  /** The first record of the step that was. */
  readonly record: ChangedRecord;
  /** The account of the first step. */
  readonly customer: ChangedRecord;
  /** The document that was shown last. */
  before: string;
  /** How many calls Zoho had had when they began to fail. */
  callsBefore: number;
}

/** What is to be seen or to go wrong, by the name of the step that it comes after. */
const scenes: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
  opportunity: async (scene) => {
    scene.before = await bodyOf(scene.stage, scene.record);
    aside('The deal, as memory has it now:');
    showDocument(scene.before);
  },
  negotiation: async (scene) => {
    aside('What became of it in memory:');
    showChange(scene.before, await bodyOf(scene.stage, scene.record));
  },
  trouble: (scene) => {
    const { simulator } = scene.stage;
    aside("Zoho's API is made to answer its next call with HTTP 500.");
    scene.callsBefore = simulator.requests.length;
    simulator.faults.add({ match: { path: '/crm/' }, times: 1, status: 500 });
  },
  meeting: ({ stage, callsBefore }) => {
    const answers = stage.simulator.requests.slice(callsBefore).map(({ status }) => status);
    aside(`Zoho answered ${answers.join(', ')}: what failed was tried again.`);
  },
  task: async ({ stage }) => {
    const { worker } = stage;
    // What a worker dies over is taken up again after its lock has ended, which is too long to look at.
    await untilQuiet(stage);
    aside(`The worker, process ${worker.pid ?? 0}, is killed (kill -9). Meanwhile:`);
    await worker.kill();
  },
  'task-done': () => {
    aside('The change had waited in Redis for the next worker: nothing is lost.');
  },
  won: async ({ stage, customer }) => {
    const said = (body: string): boolean => body.includes('deals: 1 won');
    const body = await bodyOf(stage, customer, said);
    aside('What the document of the account says of all that belongs to it by now:');
    showDocument(body.slice(body.indexOf('## Contacts')));
  },
};

/** Plays the changes; returns how long memory took to follow each, in ms. */
export async function play(stage: Stage): Promise<readonly number[]> {
  const times: number[] = [];
  let scene: Scene | undefined;
  timedHeading('In the CRM', 'in memory after');
  for (const steps = stage.simulator.playScript(); ;) {
    const changedAtMs = Date.now();
    const next = steps.next();
    if (next.done === true) return times;
    const { name, sentence, refs } = next.value;
    const tookMs = await untilRemembered(stage, refs, changedAtMs, remembersWithinMs);
    times.push(tookMs);
    timed(times.length, sentence, tookMs);
    const [record] = refs;
    if (record === undefined) continue;
    scene = { customer: record, before: '', callsBefore: 0, ...scene, stage, record };
    await scenes[name]?.(scene);
  }
}

/** The record's document, once it says what is asked for, or has had time enough to. */
async function bodyOf(
  { memory }: Stage,
  { module, id }: ChangedRecord,
  said: (body: string) => boolean = () => true,
): Promise<string> {
  const deadline = Date.now() + summaryWithinMs;
  for (;;) {
    const body = (await memory.get(recordKey({ module: crmModuleOf(module), id })))?.body ?? '';
    if (said(body) || Date.now() > deadline) return body;
    await delay(20);
  }
}
