import 'reflect-metadata';

import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

import { apiModulesOf, type CrmModule } from '../crm/modules.js';
import { durationMs } from '../kernel/duration.js';
import { Secret } from '../kernel/secret.js';
import { Environment } from './environment.js';
import { redisTargetFrom } from './redis-target.js';
import { type DataCenter, type OAuthClient, Settings } from './settings.js';

/** Every problem of the settings at once, one line each, naming the variable and the remedy; never a value. */
export class SettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

/**
 * The settings that environment variables describe. Unknown variables are ignored, empty ones count as unset.
 * @throws SettingsError naming every problem
 */
export function readSettings(variables: Readonly<Record<string, unknown>>): Settings {
  const environment = environmentFrom(variables);
  const problems = [...fieldProblems(environment), ...jointProblems(environment)];
  if (problems.length > 0) throw new SettingsError(problems);
  return settingsFrom(environment);
}

/** What it takes to redeem a grant code, before there is a refresh token and whatever else is set. */
export interface OAuthClientSettings {
  readonly client: OAuthClient;
  readonly dataCenter: DataCenter;
  readonly accountsUrl: string | undefined;
  readonly timeoutMs: number;
}

const clientVariables = [
  'ZOHO_CLIENT_ID',
  'ZOHO_CLIENT_SECRET',
  'ZOHO_DATA_CENTER',
  'ZOHO_ACCOUNTS_URL',
  'ZOHO_TIMEOUT',
];

/**
 * The OAuth client that environment variables describe; only its own variables are looked at.
 * @throws SettingsError naming every problem
 */
export function readOAuthClient(variables: Readonly<Record<string, unknown>>): OAuthClientSettings {
  const env = environmentFrom(variables);
  const { ZOHO_CLIENT_ID: clientId, ZOHO_CLIENT_SECRET: clientSecret } = env;
  const wrong = validateSync(env, { stopAtFirstError: true })
    .filter(({ property }) => clientVariables.includes(property))
    .flatMap(({ constraints }) => Object.values(constraints ?? {}));
  const missing = Object.entries({
    ZOHO_CLIENT_ID: clientId,
    ZOHO_CLIENT_SECRET: clientSecret,
  }).filter(([, value]) => value === undefined);
  const problems = [
    ...wrong,
    ...missing.map(([name]) => `${name} is required: the API console shows it for the client`),
  ];
  if (problems.length > 0 || clientId === undefined || clientSecret === undefined) {
    throw new SettingsError(problems);
  }
  return {
    client: { clientId, clientSecret: new Secret(clientSecret) },
    dataCenter: env.ZOHO_DATA_CENTER,
    accountsUrl: env.ZOHO_ACCOUNTS_URL,
    timeoutMs: env.ZOHO_TIMEOUT * 1000,
  };
}

function environmentFrom(variables: Readonly<Record<string, unknown>>): Environment {
  const known = Object.keys(new Environment());
  const given = known
    .map((name) => [name, variables[name]] as const)
    .filter(([, value]) => value !== undefined && value !== '');
  return plainToInstance(Environment, Object.fromEntries(given), { exposeDefaultValues: true });
}

function fieldProblems(environment: Environment): readonly string[] {
  return validateSync(environment, { stopAtFirstError: true }).flatMap((error) =>
    environment.WEBHOOK_SECRET === '' && error.property === 'WEBHOOK_SECRET'
      ? ['WEBHOOK_SECRET is required: 64 hex characters; `zoho-sync secret generate` makes one']
      : Object.values(error.constraints ?? {}),
  );
}

function jointProblems(env: Environment): readonly string[] {
  const problems: string[] = [];
  const zoho = {
    ZOHO_CLIENT_ID: env.ZOHO_CLIENT_ID,
    ZOHO_CLIENT_SECRET: env.ZOHO_CLIENT_SECRET,
    ZOHO_REFRESH_TOKEN: env.ZOHO_REFRESH_TOKEN,
  };
  const missing = Object.entries(zoho).filter(([, value]) => value === undefined);
  if (missing.length === 1 || missing.length === 2) {
    for (const [name] of missing) {
      problems.push(
        `${name} is required when other Zoho credentials are set (all three, or none for payload mode)`,
      );
    }
  }
  if (redisTargetFrom(env) === undefined) {
    problems.push('REDIS_URL is required, or REDIS_HOST, REDIS_SENTINELS or REDIS_CLUSTER_NODES');
  }
  if ((env.REDIS_SENTINELS === undefined) !== (env.REDIS_SENTINEL_NAME === undefined)) {
    problems.push('REDIS_SENTINELS and REDIS_SENTINEL_NAME belong together: set both or neither');
  }
  return [...problems, ...cogneeProblems(env)];
}

function cogneeProblems(env: Environment): readonly string[] {
  if (env.MEMORY_SINK !== 'cognee') return [];
  const problems: string[] = [];
  if (env.COGNEE_URL === undefined) problems.push('COGNEE_URL is required for MEMORY_SINK=cognee');
  const canLogIn = env.COGNEE_EMAIL !== undefined && env.COGNEE_PASSWORD !== undefined;
  if (env.COGNEE_API_KEY === undefined && !canLogIn) {
    problems.push(
      'COGNEE_API_KEY is required for MEMORY_SINK=cognee, or COGNEE_EMAIL and COGNEE_PASSWORD',
    );
  }
  return problems;
}

function secret(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value);
}

function extraFieldsFrom(env: Environment): Readonly<Record<CrmModule, readonly string[]>> {
  return {
    Accounts: env.ZOHO_FIELDS_ACCOUNTS,
    Contacts: env.ZOHO_FIELDS_CONTACTS,
    Deals: env.ZOHO_FIELDS_DEALS,
    Tasks: env.ZOHO_FIELDS_TASKS,
    Notes: env.ZOHO_FIELDS_NOTES,
    Activities: env.ZOHO_FIELDS_ACTIVITIES,
  };
}

function zohoFrom(env: Environment): Settings['zoho'] {
  const { ZOHO_CLIENT_ID: clientId, ZOHO_CLIENT_SECRET: clientSecret } = env;
  const refreshToken = env.ZOHO_REFRESH_TOKEN;
  const complete =
    clientId !== undefined && clientSecret !== undefined && refreshToken !== undefined;
  return {
    credentials: complete
      ? { clientId, clientSecret: new Secret(clientSecret), refreshToken: new Secret(refreshToken) }
      : undefined,
    dataCenter: env.ZOHO_DATA_CENTER,
    accountsUrl: env.ZOHO_ACCOUNTS_URL,
    apiUrl: env.ZOHO_API_URL,
    maxConcurrency: env.ZOHO_MAX_CONCURRENCY,
    timeoutMs: env.ZOHO_TIMEOUT * 1000,
    extraFields: extraFieldsFrom(env),
  };
}

function memoryFrom(env: Environment): Settings['memory'] {
  return {
    sink: env.MEMORY_SINK,
    path: env.MEMORY_PATH,
    cognee: {
      url: env.COGNEE_URL,
      apiKey: secret(env.COGNEE_API_KEY),
      email: env.COGNEE_EMAIL,
      password: secret(env.COGNEE_PASSWORD),
      dataset: env.COGNEE_DATASET,
      cognifyDelayMs: env.COGNEE_COGNIFY_DELAY * 1000,
      mostCognifyPerHour: env.COGNEE_MAX_COGNIFY_PER_HOUR,
    },
  };
}

function scheduleFrom(env: Environment): Settings['schedule'] {
  return {
    checkChannelsEveryMs: durationMs(env.CHANNEL_RENEW_EVERY) ?? 3_600_000,
    sweepEveryMs: durationMs(env.SYNC_MODIFIED_EVERY),
    compareAt: env.SYNC_FULL_AT === 'off' ? undefined : env.SYNC_FULL_AT,
    creditsPerDay: env.SYNC_CREDIT_BUDGET === 0 ? undefined : env.SYNC_CREDIT_BUDGET,
  };
}

function settingsFrom(env: Environment): Settings {
  const modules = [...new Set(env.ZOHO_MODULES as readonly CrmModule[])];
  const target = redisTargetFrom(env);
  if (target === undefined) throw new SettingsError(['REDIS_URL is required']);
  return new Settings({
    role: env.ROLE,
    logLevel: env.LOG_LEVEL,
    http: {
      host: env.HOST,
      port: env.PORT,
      shutdownTimeoutMs: durationMs(env.SHUTDOWN_TIMEOUT) ?? 25_000,
      adminToken: secret(env.ADMIN_TOKEN),
    },
    webhook: {
      enabled: env.WEBHOOK_ENABLED,
      secret: new Secret(env.WEBHOOK_SECRET),
      previousSecret: secret(env.WEBHOOK_SECRET_PREVIOUS),
      baseUrl: env.WEBHOOK_BASE_URL?.replace(/\/+$/, ''),
      maxBodyBytes: env.WEBHOOK_MAX_BODY_BYTES,
    },
    queue: {
      modules,
      apis: modules.flatMap(apiModulesOf),
      eventTtlSeconds: env.WEBHOOK_EVENT_TTL,
      maxWaiting: env.WEBHOOK_MAX_QUEUE_SIZE,
      debounceMs: env.WEBHOOK_DEBOUNCE * 1000,
      criticalAccountFields: env.WEBHOOK_CRITICAL_FIELDS,
    },
    processor: {
      batchSize: env.WEBHOOK_BATCH_SIZE,
      batchTimeoutMs: env.WEBHOOK_BATCH_TIMEOUT * 1000,
      maxAttempts: env.WEBHOOK_MAX_RETRIES,
      retryDelayBaseMs: env.WEBHOOK_RETRY_DELAY_BASE * 1000,
      lanes: env.WEBHOOK_NUM_WORKERS,
    },
    redis: {
      target,
      password: secret(env.REDIS_PASSWORD),
      db: env.REDIS_DB,
      prefix: env.REDIS_PREFIX,
    },
    zoho: zohoFrom(env),
    memory: memoryFrom(env),
    schedule: scheduleFrom(env),
    tracing:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : { protocol: env.OTEL_EXPORTER_OTLP_PROTOCOL },
  });
}
