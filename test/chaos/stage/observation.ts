import { randomBytes } from 'node:crypto';

import { recordKey, type RecordKey } from '../../../src/crm/record-ref.js';
import { isCrmModule } from '../../../src/crm/modules.js';
import { type ZohoSimulator } from '../../../simulator/zoho-simulator.js';
import { seriesFrom } from '../../support/exposition.js';
import { type Counted, type Look } from '../check/history.js';

/** What opens those of its routes that aren't for everybody; a service on this stage has it. */
export const readToken = randomBytes(32).toString('hex');

/** What the service says of itself: over HTTP, as everybody else sees it. */
export interface Observation {
  readonly counted: Counted;
  /** Whether nothing waits or runs in any queue. */
  readonly isQuiet: boolean;
}

interface MetricsJson extends Counted {
  readonly modules: Readonly<
    Record<string, Readonly<Record<'waiting' | 'active' | 'delayed', number>>>
  >;
}

/** The counts over all processes; undefined while they can't be read. */
export async function observe(url: string): Promise<Observation | undefined> {
  const counted = (await json(`${url}/webhooks/metrics`)) as MetricsJson | undefined;
  if (counted === undefined) return undefined;
  const busy = Object.values(counted.modules).filter(
    ({ waiting, active, delayed }) => waiting + active + delayed > 0,
  );
  return { counted, isQuiet: busy.length === 0 };
}

/** The records that were given up; undefined while they can't be read. */
export async function deadLettersAt(url: string): Promise<ReadonlySet<RecordKey> | undefined> {
  const answer = (await json(`${url}/dead-letters?limit=1000`)) as
    | { readonly dead_letters: readonly { readonly module: string; readonly record_id: string }[] }
    | undefined;
  const keys = answer?.dead_letters.flatMap(({ module, record_id: id }) =>
    isCrmModule(module) ? [recordKey({ module, id })] : [],
  );
  return keys === undefined ? undefined : new Set(keys);
}

/** What the web processes' own counters say of deliveries, together. */
export async function scrape(
  urls: readonly string[],
): Promise<Pick<Counted, 'queued_events' | 'duplicated_events'>> {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const series = texts.flatMap((text) => seriesFrom(text));
  const total = (outcome: string): number =>
    series
      .filter(
        ({ name, text }) =>
          name === 'zoho_sync_deliveries_total' && text.includes(`outcome="${outcome}"`),
      )
      .reduce((sum, { value }) => sum + value, 0);
  return { queued_events: total('queued'), duplicated_events: total('duplicate') };
}

/** The records that were read from the CRM, with the time. @throws where the CRM's log has forgotten some */
export function looksIn(simulator: ZohoSimulator): readonly Look[] {
  const { requests } = simulator;
  if (requests.length > mostRequests) throw new Error('The CRM has forgotten who read what.');
  return requests
    .filter(({ method, status }) => method === 'GET' && (status === 200 || status === 204))
    .flatMap(({ path, query, at }) => {
      const [, module = '', id] = /^\/crm\/v8\/([A-Z]\w*)(?:\/(\d+))?$/.exec(path) ?? [];
      if (!isCrmModule(module)) return [];
      const ids = id ?? new URLSearchParams(query).get('ids') ?? '';
      return ids.split(',').map((each) => ({ key: recordKey({ module, id: each }), atMs: at }));
    });
}

/** Below what the simulator's log keeps before it forgets its older half. */
const mostRequests = 100_000;

async function json(url: string): Promise<unknown> {
  try {
    const headers = { authorization: `Bearer ${readToken}` };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
    const body: unknown = await answer.json();
    return answer.ok ? body : undefined;
  } catch {
    return undefined;
  }
}
