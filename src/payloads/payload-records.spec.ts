import { describe, expect, it } from '@jest/globals';

import { readSettings } from '../config/read-settings.js';
import { type RecordRef } from '../crm/record-ref.js';
import { PayloadRecords } from './payload-records.js';
import { type PayloadStore } from './payload-store.js';

type Payload = Awaited<ReturnType<PayloadStore['get']>>;

/** The records of payloads by id. */
function records(payloads: Readonly<Record<string, Payload>>): PayloadRecords {
  const store = { get: (ref: RecordRef) => Promise.resolve(payloads[ref.id]) };
  return new PayloadRecords(
    store as unknown as PayloadStore,
    undefined as never,
    readSettings({ WEBHOOK_SECRET: 'a1'.repeat(32), REDIS_URL: 'redis://127.0.0.1' }),
  );
}

const known = { fields: { Subject: 'Call' }, modifiedAtMs: 10, sentAtMs: 20 };

describe('PayloadRecords', () => {
  it('answer for each record on its own, in the order asked', async () => {
    const source = records({ here: known, deleted: { ...known, deletedAtMs: 30 } });
    const refs = ['deleted', 'unheard-of', 'here'].map((id) => ({ module: 'Tasks', id }) as const);

    const outcomes = await source.load('Tasks', refs);

    expect(outcomes).toMatchObject([
      { status: 'gone' },
      { status: 'failed', error: { code: 'payloads.unknown_contents', retry: { kind: 'never' } } },
      {
        status: 'present',
        record: {
          module: 'Tasks',
          api: 'Tasks',
          id: 'here',
          modifiedAtMs: 10,
          fields: known.fields,
        },
      },
    ]);
  });

  it.each<[string, RecordRef, Payload, string]>([
    ['the ref says', { module: 'Activities', id: '1', api: 'Calls' }, known, 'Calls'],
    ['a delivery said', { module: 'Activities', id: '1' }, { ...known, api: 'Calls' }, 'Calls'],
    ['comes first where nothing says', { module: 'Activities', id: '1' }, known, 'Events'],
  ])('are of the API module that %s', async (_, ref, payload, api) => {
    const [outcome] = await records({ '1': payload }).load('Activities', [ref]);

    expect(outcome).toMatchObject({ status: 'present', record: { api } });
  });

  it('have no version where no delivery said when they were modified', async () => {
    const source = records({ '1': { ...known, modifiedAtMs: 0 } });

    const [outcome] = await source.load('Tasks', [{ module: 'Tasks', id: '1' }]);

    expect(outcome).toHaveProperty('record.modifiedAtMs', undefined);
  });

  it('can not be told while deliveries only named them', async () => {
    const source = records({ '1': { ...known, fields: {} } });

    const [outcome] = await source.load('Tasks', [{ module: 'Tasks', id: '1' }]);

    expect(outcome).toMatchObject({ status: 'failed', error: { retry: { kind: 'never' } } });
  });
});
