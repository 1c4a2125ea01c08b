import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ZohoSimulator } from '../simulator/zoho-simulator.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { eventually } from './support/eventually.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

describe('a critical change of a record that is being synced', () => {
  let simulator: ZohoSimulator;
  let service: ServiceUnderTest;

  beforeAll(async () => {
    simulator = await ZohoSimulator.start({ company: 'empty' });
    const { clientId, clientSecret, refreshToken } = simulator.credentials;
    service = await startService({
      WEBHOOK_DEBOUNCE: '600',
      ZOHO_ACCOUNTS_URL: simulator.url,
      ZOHO_API_URL: simulator.url,
      ZOHO_CLIENT_ID: clientId,
      ZOHO_CLIENT_SECRET: clientSecret,
      ZOHO_REFRESH_TOKEN: refreshToken,
    });
  });

  afterAll(async () => {
    await service.stop();
    await simulator.close();
  });

  const deliver = async (operation: string, id: string, fields: string[] = []): Promise<void> => {
    const body = { operation, module: 'Accounts', data: [{ id }], modified_fields: fields };
    await service.deliver(body).expect(200);
  };
  const documentOf = async (id: string): Promise<string | undefined> => {
    const memory = service.app.get(MemorySink, { strict: false });
    return (await memory.get(`Accounts/${id}`))?.body;
  };
  const looks = (): number =>
    simulator.requests.filter(({ path }) => path.startsWith('/crm/v8/Accounts')).length;

  it('is in memory at once, though a debounced update came after it', async () => {
    // The first record has the organisation asked for its modules and fields too.
    const first = simulator.createRecord('Accounts', { Account_Name: 'First' });
    await deliver('create', first.id);
    await eventually(async () => {
      expect(await documentOf(first.id)).toContain('First');
    });
    simulator.resetRequests();
    const { id } = simulator.createRecord('Accounts', { Account_Name: 'Acme', Health_Score: 80 });
    simulator.setLatency(1000);
    await deliver('create', id);
    await eventually(() => {
      expect(simulator.statistics().highestConcurrency).toBe(1);
    });
    expect(looks()).toBe(0);

    simulator.updateRecord('Accounts', id, { Health_Score: 12 });
    await deliver('update', id, ['Health_Score']);
    await deliver('update', id, ['Website']);

    // Ten minutes of debounce lie ahead of the follow-up job; the running one looks again.
    await eventually(async () => {
      expect(looks()).toBe(2);
      expect(await documentOf(id)).toContain('12');
    });
  });
});
