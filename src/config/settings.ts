import { join } from 'node:path';

import { type FieldChoice } from '../crm/field-choice.js';
import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { SyncedModules } from '../crm/synced-modules.js';
import { type Secret } from '../kernel/secret.js';
import { type HostPort } from './forms/form.js';
import { listens, type Role, schedules, works } from './roles.js';
import { type Values } from './sections.js';
import { type ToldSetting } from './variable.js';

export type DataCenter = Values['zoho']['dataCenter'];
export type WebhookSettings = Values['webhook'];
export type ProcessorSettings = Values['processor'];
export type MemorySettings = Omit<Values['memory'], 'factsPath'> & {
  /** Where facts are kept beside the memory; undefined where it keeps them itself, or none are wanted. */
  readonly factsFolder: string | undefined;
};
export type CogneeSettings = MemorySettings['cognee'];

export interface QueueSettings extends Readonly<Values['queue']> {
  readonly modules: readonly CrmModule[];
  /** The same by the names of Zoho's API. */
  readonly apis: readonly ApiModule[];
  readonly synced: SyncedModules;
}

/** How Redis is reached; one of four ways. */
export type RedisTarget =
  | { readonly kind: 'url'; readonly url: Secret }
  | { readonly kind: 'single'; readonly host: string; readonly port: number }
  | { readonly kind: 'sentinel'; readonly sentinels: readonly HostPort[]; readonly name: string }
  | { readonly kind: 'cluster'; readonly nodes: readonly HostPort[] };

type RedisFiles = Pick<Values['redis'], 'tlsCa' | 'tlsCert' | 'tlsKey'>;

export interface RedisSettings extends Pick<
  Values['redis'],
  'username' | 'password' | 'db' | 'prefix' | 'waitReplicas'
> {
  readonly target: RedisTarget;
  /** PEM; undefined where none of it is set: a `rediss:` URL is TLS all the same. */
  readonly tls: RedisFiles | undefined;
}

/** What the API console gives out for a client. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export interface ZohoCredentials extends OAuthClient {
  readonly refreshToken: Secret;
}

export interface ZohoSettings extends Omit<
  Values['zoho'],
  'modules' | 'fields' | keyof ZohoCredentials
> {
  /** Which fields are wanted of a module, or of a part of one; one of which the settings say nothing is not in it. */
  readonly fields: ReadonlyMap<string, FieldChoice>;
  /** Undefined: payload mode. */
  readonly credentials: ZohoCredentials | undefined;
}

/** How spans are sent; where to and which of them, the OpenTelemetry SDK reads for itself. */
export type TracingSettings = Pick<Values['tracing'], 'protocol'>;

/** What the service was told, checked and regrouped by who reads it. Its own injection token; immutable. */
export class Settings {
  readonly role: Role;
  /** Whether this process takes deliveries. */
  readonly listens: boolean;
  /** Whether it brings memory up to date. */
  readonly works: boolean;
  /** Whether it has what is due done. */
  readonly schedules: boolean;
  readonly logLevel: Values['service']['logLevel'];
  readonly http: Values['service']['http'];
  readonly webhook: WebhookSettings;
  readonly queue: QueueSettings;
  readonly processor: ProcessorSettings;
  readonly redis: RedisSettings;
  readonly zoho: ZohoSettings;
  readonly memory: MemorySettings;
  readonly schedule: Values['schedule'];
  /** Undefined: nothing is traced. */
  readonly tracing: TracingSettings | undefined;

  /**
   * `doubts`: lines about what was set and means nothing here, for operators. `told`: the variables that are set to
   * something else than their default, without what is secret.
   */
  constructor(
    values: Values,
    readonly doubts: readonly string[] = [],
    readonly told: readonly ToldSetting[] = [],
  ) {
    const { service, webhook, queue, processor, redis, zoho, memory, schedule, tracing } = values;
    const synced = new SyncedModules(zoho.modules);
    this.role = service.role;
    this.listens = listens(service.role);
    this.works = works(service.role);
    this.schedules = schedules(service.role);
    this.logLevel = service.logLevel;
    this.http = service.http;
    this.webhook = webhook;
    this.queue = { ...queue, modules: synced.modules, apis: synced.apis, synced };
    this.processor = processor;
    this.redis = redisSettings(redis);
    this.zoho = zohoSettings(zoho);
    this.memory = memorySettings(memory);
    this.schedule = schedule;
    this.tracing = tracing.endpoint === undefined ? undefined : { protocol: tracing.protocol };
  }
}

function redisSettings(values: Values['redis']): RedisSettings {
  const { username, password, db, prefix, waitReplicas, tlsCa, tlsCert, tlsKey, ...ways } = values;
  const isSet = tlsCa !== undefined || tlsCert !== undefined;
  const tls = isSet ? { tlsCa, tlsCert, tlsKey } : undefined;
  return { target: targetOf(ways), tls, username, password, db, prefix, waitReplicas };
}

/** The most particular way that is named. */
function targetOf(
  ways: Omit<Values['redis'], keyof RedisSettings | keyof RedisFiles>,
): RedisTarget {
  const { clusterNodes: nodes, sentinels, sentinelName, url, host, port } = ways;
  if (nodes !== undefined) return { kind: 'cluster', nodes };
  if (sentinels !== undefined) return { kind: 'sentinel', sentinels, name: sentinelName ?? '' };
  if (url !== undefined) return { kind: 'url', url };
  return { kind: 'single', host: host ?? '127.0.0.1', port: port ?? 6379 };
}

function memorySettings({ factsPath, ...values }: Values['memory']): MemorySettings {
  const isWanted = values.sinks[0] === 'cognee' && factsPath !== 'off';
  return {
    ...values,
    factsFolder: isWanted ? (factsPath ?? join(values.path, 'facts')) : undefined,
  };
}

function zohoSettings(values: Values['zoho']): ZohoSettings {
  const { clientId, clientSecret, refreshToken, fields, ...rest } = values;
  const isComplete =
    clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined;
  const credentials = isComplete ? { clientId, clientSecret, refreshToken } : undefined;
  const said = Object.entries(fields).filter((pair): pair is [string, FieldChoice] => {
    return pair[1] !== undefined;
  });
  return { ...rest, credentials, fields: new Map(said) };
}
