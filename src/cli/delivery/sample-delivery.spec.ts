import { describe, expect, it } from '@jest/globals';

import { testSettings } from '../../../test/support/test-settings.js';
import { type ChangeKind, changeKinds } from '../../crm/change-event.js';
import { SyncedModules } from '../../crm/synced-modules.js';
import { schemeOf } from '../../webhook/authenticity.js';
import { RawBody } from '../../webhook/body/raw-body.js';
import { readBody } from '../../webhook/formats/read-body.js';
import { UsageError } from '../usage-error.js';
import { sampleDelivery } from './sample-delivery.js';
import { sampleRecord } from './sample-records.js';
import { type DeliverySource, deliverySources } from './delivery-sources.js';

const settings = testSettings({ REDIS_URL: 'redis://127.0.0.1:1' });
const apis = ['Accounts', 'Contacts', 'Deals', 'Tasks', 'Events', 'Calls', 'Notes', 'Leads'];
const modules = [...apis, 'Products', 'Visits__c'];
const synced = new SyncedModules([...apis.slice(0, 4), 'Activities', ...modules.slice(6)]);
const schemes = { program: 'signature', workflow: 'workflow-token', channel: 'channel-token' };
const nowMs = Date.parse('2026-05-14T10:00:00Z');

/** What the service would make of it. */
function taken(module: string, operation: ChangeKind, from: DeliverySource): object {
  const { id, fields, change } = sampleRecord(module, nowMs);
  const told = operation === 'update' ? change : fields;
  const { body, headers } = sampleDelivery({ module, id, operation, fields: told }, from, settings);
  const raw = new RawBody(body, headers['content-type'] ?? '');
  const scheme = schemeOf(
    {
      signature: headers['x-zoho-signature'],
      token: headers['x-zoho-webhook-token'],
      body: raw,
    },
    [settings.webhook.secret],
    nowMs,
  );
  return { scheme, ...readBody(raw, { synced, keepsFields: true }) };
}

const sent = modules.flatMap((module) =>
  deliverySources.flatMap((from) =>
    changeKinds.map((operation) => [operation, module, from] as const),
  ),
);

describe('a sample delivery', () => {
  it.each(sent.filter(([operation, , from]) => operation !== 'restore' || from !== 'channel'))(
    '%s of %s by a %s: is authentic, and tells of the record',
    (operation, module, from) => {
      const { id, fields, change } = sampleRecord(module, nowMs);

      expect(taken(module, operation, from)).toMatchObject({
        scheme: schemes[from],
        status: 'read',
        changes: [
          {
            ref: { api: module, id },
            kind: operation,
            data: operation === 'update' ? change : fields,
          },
        ],
      });
    },
  );

  it('tells which fields an update changed', () => {
    for (const from of ['program', 'channel'] as const) {
      expect(taken('Deals', 'update', from)).toMatchObject({
        changes: [{ changedFields: ['Stage', 'Probability'] }],
      });
    }
  });

  it('by a channel is never of a record that came back', () => {
    expect(() => taken('Deals', 'restore', 'channel')).toThrow(UsageError);
  });

  it('of different modules is of different records, which belong together', () => {
    const ids = apis.map((api) => sampleRecord(api, nowMs).id);

    expect(new Set(ids).size).toBe(apis.length);
    expect(sampleRecord('Deals', nowMs).fields['Account_Name']).toMatchObject({ id: ids[0] });
    expect(sampleRecord('Deals', nowMs).fields['Contact_Name']).toMatchObject({ id: ids[1] });
  });
});
