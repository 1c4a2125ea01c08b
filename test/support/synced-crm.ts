import { expect } from '@jest/globals';

import { freePort } from '../../demo/embedded-redis.js';
import { type SimulatorOptions } from '../../simulator/options.js';
import { type CreateOptions } from '../../simulator/records/organisation.js';
import { type SimRef } from '../../simulator/records/sim-record.js';
import { type StoredFields, ZohoSimulator } from '../../simulator/zoho-simulator.js';
import { type CrmRecord } from '../../src/crm/crm-record.js';
import { type ApiModule, crmModuleOf } from '../../src/crm/modules.js';
import { type RecordKey, recordKey } from '../../src/crm/record-ref.js';
import { Composer } from '../../src/documents/composer.js';
import { type StoredDocument } from '../../src/memory/memory-document.js';
import { MemorySink } from '../../src/memory/memory-sink.js';
import { Capacity } from '../../src/queue/capacity.js';
import { DeadLetterStore } from '../../src/queue/dead-letters/dead-letter-store.js';
import { ChannelKeeper } from '../../src/registration/keeping/channel-keeper.js';
import { eventually } from './eventually.js';
import { type ServiceUnderTest, startService } from './running-service.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** How long memory may take to follow; a bound for failing tests, not for the service. */
const followsWithinMs = 120_000;

/** The environment by which a service finds a simulated organisation. */
export function zohoEnvironment({ url, credentials }: ZohoSimulator): Record<string, string> {
  return {
    ZOHO_ACCOUNTS_URL: url,
    ZOHO_API_URL: url,
    ZOHO_CLIENT_ID: credentials.clientId,
    ZOHO_CLIENT_SECRET: credentials.clientSecret,
    ZOHO_REFRESH_TOKEN: credentials.refreshToken,
  };
}

/** A simulated organisation whose changes reach a service in this process through registered channels. */
export class SyncedCrm {
  readonly memory: MemorySink;
  readonly capacity: Capacity;
  readonly deadLetters: DeadLetterStore;

  private constructor(
    readonly simulator: ZohoSimulator,
    readonly service: ServiceUnderTest,
  ) {
    this.memory = service.app.get(MemorySink, { strict: false });
    this.capacity = service.app.get(Capacity, { strict: false });
    this.deadLetters = service.app.get(DeadLetterStore, { strict: false });
  }

  static async start(
    variables: Variables = {},
    options: SimulatorOptions = { company: 'empty' },
  ): Promise<SyncedCrm> {
    return SyncedCrm.over(await ZohoSimulator.start(options), variables);
  }

  /** A service over an organisation that has records already; it is closed with the service. */
  static async over(simulator: ZohoSimulator, variables: Variables = {}): Promise<SyncedCrm> {
    const port = await freePort();
    const service = await startService({
      ...zohoEnvironment(simulator),
      PORT: String(port),
      WEBHOOK_BASE_URL: `http://127.0.0.1:${port}`,
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_RETRY_DELAY_BASE: '0.05',
      ...variables,
    });
    const crm = new SyncedCrm(simulator, service);
    await crm.#registerChannels();
    simulator.resetRequests();
    return crm;
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.simulator.close();
  }

  /** Makes a record in the CRM, which tells of it where `options` don't say otherwise. */
  created(module: ApiModule, fields: object, options?: CreateOptions): SimRef {
    return ref(module, this.simulator.createRecord(module, { ...fields }, options));
  }

  document({ module, id }: SimRef): Promise<StoredDocument | undefined> {
    return this.memory.get(keyOf({ module, id }));
  }

  async body(ref: SimRef): Promise<string> {
    return (await this.document(ref))?.body ?? '';
  }

  /** The document that memory should hold of the record as the CRM has it; undefined for one that is gone. */
  async expectedBody(ref: SimRef): Promise<string | undefined> {
    const fields = this.simulator.record(ref.module, ref.id);
    if (fields === undefined || isConverted(fields)) return undefined;
    const composer = this.service.app.get(Composer, { strict: false });
    return (await composer.compose(recordFrom(ref.module, fields))).document.body;
  }

  /** Resolves once memory's document is the rendering of the record, or is gone with it. */
  async untilTrue(...refs: readonly SimRef[]): Promise<void> {
    await eventually(async () => {
      for (const ref of refs) {
        expect((await this.document(ref))?.body).toBe(await this.expectedBody(ref));
      }
    }, followsWithinMs);
  }

  async untilSays(ref: SimRef, ...texts: readonly string[]): Promise<void> {
    await eventually(async () => {
      const body = await this.body(ref);
      for (const text of texts) expect(body).toContain(text);
    }, followsWithinMs);
  }

  /** Resolves once nothing is on its way any more: no notification, no job, waiting or running. */
  async untilQuiet(): Promise<void> {
    await this.simulator.notifications.idle();
    let quietLooks = 0;
    await eventually(async () => {
      const depths = await this.capacity.depths();
      const busy = depths.filter((depth) => depth.waiting + depth.delayed + depth.active > 0);
      quietLooks = busy.length === 0 ? quietLooks + 1 : 0;
      expect(busy).toEqual([]);
      // The counts of one look are not of one moment: a job may move between them, but not twice.
      expect(quietLooks).toBeGreaterThan(1);
    }, followsWithinMs);
  }

  /** Once quiet: every record of the CRM has one document, its rendering, and there is no other document. */
  async expectMemoryTrue(): Promise<void> {
    await this.untilQuiet();
    const refs = this.simulator.refs().filter(({ module, id }) => {
      return !isConverted(this.simulator.record(module, id) ?? {});
    });
    const stored: RecordKey[] = [];
    for await (const { key } of this.memory.list()) stored.push(key);
    expect(stored).toEqual(refs.map(keyOf).sort());
    for (const ref of refs) expect(await this.body(ref)).toBe(await this.expectedBody(ref));
  }

  /** How often the CRM was asked for records; what concerns channels and settings is not counted. */
  fetches(pathPart = ''): number {
    return this.simulator.requests.filter(
      ({ path, query }) =>
        path.startsWith('/crm/v8/') &&
        !/^\/crm\/v8\/(?:actions\/|settings\/|org$|users$)/.test(path) &&
        `${path}?${query}`.includes(pathPart),
    ).length;
  }

  async #registerChannels(): Promise<void> {
    const keeper = this.service.app.get(ChannelKeeper, { strict: false });
    const kept = await keeper.keep({ waitMs: 10_000 });
    expect(kept.filter(({ outcome }) => outcome.status === 'refused')).toEqual([]);
  }
}

export function keyOf({ module, id }: SimRef): RecordKey {
  return recordKey({ module: crmModuleOf(module), id });
}

/** A lead that was converted is no record that people work with. */
function isConverted(fields: Readonly<Record<string, unknown>>): boolean {
  return fields['Converted__s'] === true;
}

export function ref(module: ApiModule, { id }: { readonly id: string }): SimRef {
  return { module, id };
}

function recordFrom(api: ApiModule, fields: StoredFields): CrmRecord {
  return {
    module: crmModuleOf(api),
    api,
    id: fields.id,
    modifiedAtMs: Date.parse(String(fields['Modified_Time'])),
    fields,
  };
}
