import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';

import { crmModules } from '../crm/modules.js';
import { type Role, roles } from './roles.js';
import {
  IsAmount,
  IsDuration,
  IsHostList,
  IsHttpUrl,
  IsPublicBaseUrl,
  IsRedisUrl,
  IsWhole,
  ListOf,
  names,
} from './validators.js';

const toNumber = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
);
const toBoolean = Transform(({ value }: { value: unknown }) => {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : value;
});
const toNames = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? names(value) : value,
);
const namesRedisByPort = (env: Environment): boolean =>
  env.REDIS_PORT !== undefined &&
  (env.REDIS_URL ?? env.REDIS_SENTINELS ?? env.REDIS_CLUSTER_NODES) === undefined;
const isSecretKey = Matches(/^[0-9a-fA-F]{64}$/, {
  message: '$property must be 64 hex characters; `zoho-sync secret generate` makes one',
});

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const dataCenters = [
  'us',
  'eu',
  'in',
  'au',
  'jp',
  'ca',
  'sa',
  'cn',
  'uk',
  'ae',
  'sg',
] as const;
export const memorySinks = ['local', 'cognee'] as const;
export const traceProtocols = ['http/protobuf', 'http/json'] as const;
const isTraced = (env: Environment): boolean => env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined;

/**
 * Every variable the service reads, with its default and its bounds. An empty variable counts as unset. The names and
 * defaults are the outside contract; what the rest of the code reads is `Settings`.
 */
export class Environment {
  @toNumber @IsWhole(0, 65_535) readonly PORT: number = 8000;
  @IsString() readonly HOST: string = '0.0.0.0';
  @IsIn(roles) readonly ROLE: Role = 'all';
  @IsIn(logLevels) readonly LOG_LEVEL: (typeof logLevels)[number] = 'info';
  @IsDuration() readonly SHUTDOWN_TIMEOUT: string = '25s';
  @IsOptional() @IsString() readonly ADMIN_TOKEN?: string;

  @toBoolean @IsBoolean() readonly WEBHOOK_ENABLED: boolean = true;
  @isSecretKey readonly WEBHOOK_SECRET: string = '';
  @IsOptional() @isSecretKey readonly WEBHOOK_SECRET_PREVIOUS?: string;
  @IsOptional() @IsPublicBaseUrl() readonly WEBHOOK_BASE_URL?: string;
  @toNumber @IsWhole(1) readonly WEBHOOK_EVENT_TTL: number = 3600;
  @toNumber @IsWhole(1) readonly WEBHOOK_MAX_QUEUE_SIZE: number = 10_000;
  @toNumber @IsWhole(1) readonly WEBHOOK_MAX_BODY_BYTES: number = 1_048_576;
  @toNumber @IsWhole(1, 50) readonly WEBHOOK_BATCH_SIZE: number = 10;
  @toNumber @IsAmount(0, 300) readonly WEBHOOK_BATCH_TIMEOUT: number = 5;
  @toNumber @IsAmount(0, 3600) readonly WEBHOOK_DEBOUNCE: number = 2;
  @toNumber @IsWhole(1, 100) readonly WEBHOOK_MAX_RETRIES: number = 3;
  @toNumber @IsAmount(0, 30) readonly WEBHOOK_RETRY_DELAY_BASE: number = 2;
  @toNumber @IsWhole(1, 100) readonly WEBHOOK_NUM_WORKERS: number = 3;
  @toNames @ListOf() readonly WEBHOOK_CRITICAL_FIELDS: readonly string[] = [
    'Account_Status',
    'Health_Score',
    'Owner',
    'Annual_Revenue',
    'Account_Type',
    'Industry',
  ];

  @IsOptional() @IsRedisUrl() readonly REDIS_URL?: string;
  @IsOptional() @IsString() readonly REDIS_HOST?: string;
  // Kubernetes sets REDIS_PORT=tcp://… beside a Service named redis: it counts only where it is used.
  @ValidateIf(namesRedisByPort) @toNumber @IsWhole(1, 65_535) readonly REDIS_PORT?: number;
  @IsOptional() @IsString() readonly REDIS_PASSWORD?: string;
  @toNumber @IsWhole(0) readonly REDIS_DB: number = 0;
  @IsOptional() @IsHostList() readonly REDIS_CLUSTER_NODES?: string;
  @IsOptional() @IsHostList() readonly REDIS_SENTINELS?: string;
  @IsOptional() @IsString() readonly REDIS_SENTINEL_NAME?: string;
  @Matches(/^[A-Za-z0-9_.-]{1,64}$/, {
    message: '$property must be 1 to 64 letters, digits, `_`, `.` or `-`',
  })
  readonly REDIS_PREFIX: string = 'zoho-sync';

  @IsOptional() @IsString() readonly ZOHO_CLIENT_ID?: string;
  @IsOptional() @IsString() readonly ZOHO_CLIENT_SECRET?: string;
  @IsOptional() @IsString() readonly ZOHO_REFRESH_TOKEN?: string;
  @IsIn(dataCenters) readonly ZOHO_DATA_CENTER: (typeof dataCenters)[number] = 'us';
  @IsOptional() @IsHttpUrl() readonly ZOHO_ACCOUNTS_URL?: string;
  @IsOptional() @IsHttpUrl() readonly ZOHO_API_URL?: string;
  @toNumber @IsWhole(1, 25) readonly ZOHO_MAX_CONCURRENCY: number = 5;
  @toNumber @IsAmount(0.1, 600) readonly ZOHO_TIMEOUT: number = 30;
  @toNames @ListOf(crmModules) readonly ZOHO_MODULES: readonly string[] = [...crmModules];
  @toNames @ListOf() readonly ZOHO_FIELDS_ACCOUNTS: readonly string[] = [];
  @toNames @ListOf() readonly ZOHO_FIELDS_CONTACTS: readonly string[] = [];
  @toNames @ListOf() readonly ZOHO_FIELDS_DEALS: readonly string[] = [];
  @toNames @ListOf() readonly ZOHO_FIELDS_TASKS: readonly string[] = [];
  @toNames @ListOf() readonly ZOHO_FIELDS_NOTES: readonly string[] = [];
  @toNames @ListOf() readonly ZOHO_FIELDS_ACTIVITIES: readonly string[] = [];

  @IsIn(memorySinks) readonly MEMORY_SINK: (typeof memorySinks)[number] = 'local';
  @IsString() readonly MEMORY_PATH: string = './data/memory';
  @IsOptional() @IsHttpUrl() readonly COGNEE_URL?: string;
  @IsOptional() @IsString() readonly COGNEE_API_KEY?: string;
  @IsOptional() @IsString() readonly COGNEE_EMAIL?: string;
  @IsOptional() @IsString() readonly COGNEE_PASSWORD?: string;
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, {
    message: '$property must be 1 to 64 letters, digits, `_` or `-`',
  })
  readonly COGNEE_DATASET: string = 'zoho_crm';
  @toNumber @IsAmount(0, 3600) readonly COGNEE_COGNIFY_DELAY: number = 5;
  @IsOptional() @toNumber @IsWhole(1, 3600) readonly COGNEE_MAX_COGNIFY_PER_HOUR?: number;

  @IsDuration({ off: true }) readonly SYNC_MODIFIED_EVERY: string = '1h';
  @Matches(/^(off|([01]\d|2[0-3]):[0-5]\d)$/, { message: '$property must be HH:MM (UTC) or `off`' })
  readonly SYNC_FULL_AT: string = '02:00';
  @toNumber @IsWhole(0) readonly SYNC_CREDIT_BUDGET: number = 20_000;
  @IsDuration() readonly CHANNEL_RENEW_EVERY: string = '1h';

  @IsOptional() @IsHttpUrl() readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  // A cluster may set it for everything that runs there: it counts only where it is used.
  @ValidateIf(isTraced)
  @IsIn(traceProtocols, {
    message: '$property must be http/protobuf or http/json: gRPC is not spoken',
  })
  readonly OTEL_EXPORTER_OTLP_PROTOCOL: (typeof traceProtocols)[number] = 'http/protobuf';
}
