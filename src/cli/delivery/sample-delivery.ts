import { type Settings } from '../../config/settings.js';
import { type ChangeKind } from '../../crm/change-event.js';
import { channelTokenName, deriveToken, workflowTokenName } from '../../kernel/signing.js';
import { UsageError } from '../usage-error.js';
import { type DeliverySource } from './delivery-sources.js';
import { signed, type TestDelivery } from './test-delivery.js';

/** What happened to a record, and what is told of its fields. */
export interface Happening {
  readonly module: string;
  readonly id: string;
  readonly operation: ChangeKind;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A delivery of that kind of sender, with the proof that it would show. @throws UsageError for what it wouldn't tell */
export function sampleDelivery(
  happening: Happening,
  sender: DeliverySource,
  settings: Settings,
): TestDelivery {
  if (sender === 'workflow') return fromWorkflow(happening, settings);
  if (sender === 'channel') return fromChannel(happening, settings, Date.now());
  const { module, id, operation, fields } = happening;
  const modified = operation === 'update' ? { modified_fields: changedNames(fields) } : {};
  const body = { operation, module, data: [{ id, ...fields }], ...modified };
  return signed(Buffer.from(JSON.stringify(body)), settings);
}

/** When it was is told beside what. */
function changedNames(fields: Happening['fields']): readonly string[] {
  return Object.keys(fields).filter((name) => name !== 'Modified_Time');
}

/** A form with the token that is fixed; fields by their API names. */
function fromWorkflow(
  { module, id, operation, fields }: Happening,
  { webhook }: Settings,
): TestDelivery {
  const form = new URLSearchParams({ module, event_type: operation, record_id: id });
  if (Object.keys(fields).length > 0) form.set('record_data', JSON.stringify(fields));
  return {
    body: Buffer.from(form.toString()),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-zoho-webhook-token': deriveToken(webhook.secret, workflowTokenName),
    },
  };
}

/** What Zoho calls it in a notification; of what comes back from the recycle bin it tells none. */
const told: Readonly<Record<ChangeKind, string | undefined>> = {
  create: 'insert',
  update: 'update',
  delete: 'delete',
  restore: undefined,
};

const channelId = '9900000000000000';

/** Source: Zoho CRM v8, Notification APIs, "Enable". */
function fromChannel(
  { module, id, operation, fields }: Happening,
  { webhook }: Settings,
  nowMs: number,
): TestDelivery {
  const word = told[operation];
  if (word === undefined) {
    throw new UsageError(`Zoho's channels don't tell of ${operation}: use --from program.`);
  }
  const body = {
    server_time: nowMs,
    affected_values: [{ record_id: id, values: fields }],
    query_params: {},
    module,
    resource_uri: `https://www.zohoapis.com/crm/v8/${module}`,
    ids: [id],
    affected_fields: operation === 'update' ? [{ [id]: changedNames(fields) }] : [],
    operation: word,
    channel_id: channelId,
    token: deriveToken(webhook.secret, channelTokenName(channelId)),
  };
  return {
    body: Buffer.from(JSON.stringify(body)),
    headers: { 'content-type': 'application/json' },
  };
}
