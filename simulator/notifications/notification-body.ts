import { type Channel, type ChannelOperation } from '../channels/channels.js';
import { resource } from '../channels/resource.js';
import { type SimModule } from '../records/modules.js';
import { type Fields, type RecordChange } from '../records/sim-record.js';

export type Operation = RecordChange['operation'];

/** Changes of one kind in one module: what one notification tells. */
export interface Announcement {
  readonly module: SimModule;
  readonly operation: Operation;
  /** The changed values by record id, in the order of the changes. */
  readonly valuesById: ReadonlyMap<string, Fields>;
}

const watchOperationOf = {
  insert: 'create',
  update: 'edit',
  delete: 'delete',
} as const satisfies Record<Operation, ChannelOperation>;

export function eventNameOf({ module, operation }: Announcement): string {
  return `${module}.${watchOperationOf[operation]}`;
}

/** The changes by module and kind, each record once. A record's values are those of its last change. */
export function announcementsOf(changes: readonly RecordChange[]): readonly Announcement[] {
  const groups = new Map<string, Announcement & { readonly valuesById: Map<string, Fields> }>();
  for (const { record, operation, values } of changes) {
    const { module, id } = record;
    const key = `${module} ${operation}`;
    const group = groups.get(key) ?? { module, operation, valuesById: new Map<string, Fields>() };
    group.valuesById.set(id, { ...group.valuesById.get(id), ...values });
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The body Zoho posts to a channel's address (Zoho: "Notification APIs", response of the notify URL). */
export function notificationBody(
  announcement: Announcement,
  channel: Channel,
  serverTimeMs: number,
): Fields {
  const { module, operation, valuesById } = announcement;
  const changed = [...valuesById];
  const values = changed.map(([id, each]) => ({ record_id: id, values: each }));
  const named = changed.filter(([, each]) => Object.keys(each).length > 0);
  const fields = named.map(([id, each]) => ({ [id]: Object.keys(each) }));
  return {
    server_time: serverTimeMs,
    ...(channel.returnsValues ? { affected_values: values } : {}),
    query_params: Object.fromEntries(new URL(channel.notifyUrl).searchParams),
    module,
    resource_uri: resource(module).resource_uri,
    ids: changed.map(([id]) => id),
    affected_fields: operation === 'insert' ? [] : fields,
    operation,
    channel_id: channel.id,
    token: channel.token,
  };
}
