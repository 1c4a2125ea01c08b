import { setTimeout as delay } from 'node:timers/promises';

import { type Fault } from '../../../simulator/http/faults.js';
import { type Cell } from '../cell.js';
import { type ChaosStage } from '../stage/chaos-stage.js';

const everyMs = { least: 50, most: 250 };

/** One of the faults, again and again, while records are changed. */
export function failingZoho(faults: readonly Fault[]): (stage: ChaosStage) => Promise<void> {
  return async (stage) => {
    const untilMs = Date.now() + stage.scale.outageMs;
    while (Date.now() < untilMs) {
      stage.simulator.faults.add({ match: { path: '/crm/' }, ...stage.random.pick(faults) });
      await delay(stage.random.integer(everyMs.least, everyMs.most));
    }
    stage.simulator.faults.clear();
  };
}

/** Calls of Zoho's that were not answered as they should have been. */
function failedCalls({ simulator }: ChaosStage): number {
  return simulator.requests.filter(({ status }) => status === 0 || status >= 400).length;
}

async function revokeTokens(stage: ChaosStage): Promise<void> {
  const untilMs = Date.now() + stage.scale.outageMs;
  while (Date.now() < untilMs) {
    await delay(stage.random.integer(300, 800));
    stage.simulator.revokeTokens();
  }
}

/**
 * A record is changed and read, and then told of once more; at that Zoho answers what it was before, as a server that
 * lags behind the others would.
 */
async function showOlderState(stage: ChaosStage): Promise<void> {
  const { truth, simulator, memory } = stage;
  for (let round = 0; round < 3; round += 1) {
    const created = truth.create('Tasks');
    const { id, state } = created;
    stage.sender.deliver([created]);
    const older = simulator.record('Tasks', id);
    // Zoho's times are of whole seconds: within one, nobody could tell which state is the older.
    await delay(1100);
    const updated = truth.update('Tasks', id);
    stage.sender.deliver([updated]);
    while (memory.held().get(state.key)?.includes(updated.state.version) !== true) await delay(20);
    const hits = simulator.requests.length;
    simulator.faults.add({
      match: { method: 'GET', path: new RegExp(`^/crm/v8/Tasks.*${id}`) },
      times: 1,
      status: 200,
      body: { data: [older], info: { count: 1, more_records: false } },
    });
    stage.sender.deliver([updated]);
    while (!simulator.requests.slice(hits).some(({ query }) => query.includes(id))) await delay(20);
    stage.note(`an older state of ${state.key} was shown`);
  }
}

export const serverErrors: readonly Fault[] = [
  { times: 2, status: 500, code: 'INTERNAL_ERROR' },
  { times: 1, html: true },
  { times: 1, dropConnection: true },
];

export const zohoCells: readonly Cell[] = [
  {
    name: 'zoho-500',
    about: 'calls of Zoho fail with 500, with a proxy’s page, or break off',
    short: true,
    nemesis: failingZoho(serverErrors),
    faults: failedCalls,
  },
  {
    name: 'zoho-429',
    about: 'Zoho says that there were too many calls',
    nemesis: failingZoho([
      { times: 1, status: 429, code: 'TOO_MANY_REQUESTS' },
      { times: 1, status: 429, code: 'TOO_MANY_REQUESTS', headers: { 'retry-after': '1' } },
    ]),
    faults: failedCalls,
  },
  {
    name: 'zoho-hangs',
    about: 'calls of Zoho are never answered',
    settings: { ZOHO_TIMEOUT: '1' },
    nemesis: failingZoho([{ times: 1, hang: true }]),
    faults: failedCalls,
  },
  {
    name: 'zoho-token-revoked',
    about: 'access tokens become invalid again and again',
    nemesis: revokeTokens,
    faults: failedCalls,
  },
  {
    name: 'zoho-shows-older-state',
    about: 'Zoho answers a state of a record that is older than the one memory has',
    short: true,
    nemesis: showOlderState,
  },
];
