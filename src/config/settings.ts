import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { type Secret } from '../kernel/secret.js';
import {
  type dataCenters,
  type logLevels,
  type memorySinks,
  type traceProtocols,
} from './environment.js';
import { listens, type Role, schedules, works } from './roles.js';

export type LogLevel = (typeof logLevels)[number];
export type DataCenter = (typeof dataCenters)[number];

/** How Redis is reached; one of four ways. */
export type RedisTarget =
  | { readonly kind: 'url'; readonly url: Secret }
  | {
      readonly kind: 'single';
      readonly host: string;
      readonly port: number;
    }
  | { readonly kind: 'sentinel'; readonly sentinels: readonly HostPort[]; readonly name: string }
  | { readonly kind: 'cluster'; readonly nodes: readonly HostPort[] };

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  readonly shutdownTimeoutMs: number;
  readonly adminToken: Secret | undefined;
}

export interface WebhookSettings {
  readonly enabled: boolean;
  readonly secret: Secret;
  readonly previousSecret: Secret | undefined;
  readonly baseUrl: string | undefined;
  readonly maxBodyBytes: number;
}

export interface QueueSettings {
  readonly modules: readonly CrmModule[];
  /** The same by the names of Zoho's API. */
  readonly apis: readonly ApiModule[];
  readonly eventTtlSeconds: number;
  readonly maxWaiting: number;
  readonly debounceMs: number;
  readonly criticalAccountFields: readonly string[];
}

export interface ProcessorSettings {
  readonly batchSize: number;
  readonly batchTimeoutMs: number;
  readonly maxAttempts: number;
  readonly retryDelayBaseMs: number;
  readonly lanes: number;
}

export interface RedisSettings {
  readonly target: RedisTarget;
  readonly password: Secret | undefined;
  readonly db: number;
  readonly prefix: string;
}

/** What the API console gives out for a client. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export interface ZohoCredentials extends OAuthClient {
  readonly refreshToken: Secret;
}

export interface ZohoSettings {
  /** Undefined: payload mode. */
  readonly credentials: ZohoCredentials | undefined;
  readonly dataCenter: DataCenter;
  readonly accountsUrl: string | undefined;
  readonly apiUrl: string | undefined;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
  /** Fields to fetch and render besides those every organisation has, by API name. */
  readonly extraFields: Readonly<Record<CrmModule, readonly string[]>>;
}

export interface MemorySettings {
  readonly sink: (typeof memorySinks)[number];
  readonly path: string;
  readonly cognee: CogneeSettings;
}

/** What runs on a schedule. */
export interface ScheduleSettings {
  /** How often Zoho is asked what channels it has. */
  readonly checkChannelsEveryMs: number;
  /** Undefined: never. */
  readonly sweepEveryMs: number | undefined;
  /** `HH:MM` in UTC; undefined: never. */
  readonly compareAt: string | undefined;
  /** API credits that sweeps may use in a day (UTC); undefined: as many as they need. */
  readonly creditsPerDay: number | undefined;
}

export interface CogneeSettings {
  readonly url: string | undefined;
  readonly apiKey: Secret | undefined;
  readonly email: string | undefined;
  readonly password: Secret | undefined;
  readonly dataset: string;
  readonly cognifyDelayMs: number;
  /** How many runs of cognify may begin within an hour; undefined: any number. */
  readonly mostCognifyPerHour: number | undefined;
}

/** How spans are sent; where to and which of them, the OpenTelemetry SDK reads for itself. */
export interface TracingSettings {
  readonly protocol: (typeof traceProtocols)[number];
}

/** What the service was told, checked and regrouped by who reads it. Its own injection token; immutable. */
export class Settings {
  readonly role: Role;
  /** Whether this process takes deliveries. */
  readonly listens: boolean;
  /** Whether it brings memory up to date. */
  readonly works: boolean;
  /** Whether it has what is due done. */
  readonly schedules: boolean;
  readonly logLevel: LogLevel;
  readonly http: HttpSettings;
  readonly webhook: WebhookSettings;
  readonly queue: QueueSettings;
  readonly processor: ProcessorSettings;
  readonly redis: RedisSettings;
  readonly zoho: ZohoSettings;
  readonly memory: MemorySettings;
  readonly schedule: ScheduleSettings;
  /** Undefined: nothing is traced. */
  readonly tracing: TracingSettings | undefined;

  constructor(values: Readonly<Omit<Settings, 'listens' | 'works' | 'schedules'>>) {
    this.role = values.role;
    this.listens = listens(values.role);
    this.works = works(values.role);
    this.schedules = schedules(values.role);
    this.logLevel = values.logLevel;
    this.http = values.http;
    this.webhook = values.webhook;
    this.queue = values.queue;
    this.processor = values.processor;
    this.redis = values.redis;
    this.zoho = values.zoho;
    this.memory = values.memory;
    this.schedule = values.schedule;
    this.tracing = values.tracing;
  }
}
