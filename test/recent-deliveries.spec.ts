import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type DeliveriesAnswer } from '../src/installation/recent-deliveries.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';

describe('the last deliveries', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(async () => {
    await service.stop();
  });

  const last = async (query = ''): Promise<DeliveriesAnswer> =>
    (await service.get(`/deliveries${query}`).expect(200)).body as DeliveriesAnswer;
  const deal = (...ids: readonly string[]): object => ({
    operation: 'update',
    module: 'Deals',
    data: ids.map((id) => ({ id, Deal_Name: 'Quokka' })),
  });

  it('are told with what became of each, the newest first, and nothing that they said', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => String(index + 1));
    const named = { 'x-zoho-event-id': 'one-of-a-kind', 'x-request-id': 'the-first' };
    await service.deliver(deal(...ids), named).expect(200);
    await service.deliver(deal(...ids), { ...named, 'x-request-id': 'the-second' }).expect(200);
    await service.deliverUnsigned('{"module":"Quokka"}').expect(401);

    const { counts, deliveries } = await last();

    expect(counts).toEqual({
      ...{ total: 3, queued: 1, duplicate: 1, refused: 1 },
      by_reason: { not_authentic: 1 },
    });
    expect(deliveries).toMatchObject([
      { outcome: 'refused', status: 401, reason: 'not_authentic', scheme: null, records: null },
      { outcome: 'duplicate', status: 200, request_id: 'the-second', event_id: 'one-of-a-kind' },
      {
        ...{ outcome: 'queued', status: 200, reason: null, request_id: 'the-first' },
        ...{ event_id: 'one-of-a-kind', scheme: 'signature', module: 'Deals', kind: 'update' },
        ...{ records: 12, record_ids: ids.slice(0, 10) },
      },
    ]);
    expect(JSON.stringify(deliveries)).not.toContain('Quokka');
  });

  it('can be narrowed to an outcome and a number', async () => {
    await service.deliver(deal('7')).expect(200);

    const outcomesOf = ({ deliveries }: DeliveriesAnswer): readonly string[] => [
      ...new Set(deliveries.map(({ outcome }) => outcome)),
    ];
    expect(outcomesOf(await last('?outcome=refused'))).toEqual(['refused']);
    expect(outcomesOf(await last('?outcome=duplicate'))).toEqual(['duplicate']);
    expect((await last('?limit=1')).deliveries).toMatchObject([{ record_ids: ['7'] }]);
    await service.get('/deliveries?outcome=lost').expect(400, /outcome must be queued/);
  });
});
