import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';
import { SettingsError } from './settings-error.js';
import { type Settings } from './settings.js';

type Variables = Readonly<Record<string, string>>;

const required = { WEBHOOK_SECRET: 'c0ffee5e'.repeat(8), REDIS_URL: 'redis://127.0.0.1' };
const token = 'to'.repeat(16);
const zoho = { ZOHO_CLIENT_ID: 'id', ZOHO_CLIENT_SECRET: 'cs', ZOHO_REFRESH_TOKEN: 'rt' };

function settings(variables: Variables = {}): Settings {
  return readSettings({ ...required, ...variables });
}

function problemsOf(variables: Variables): readonly string[] {
  try {
    readSettings(variables);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('readSettings', () => {
  it('needs no more than a secret and a Redis', () => {
    expect(settings()).toMatchObject({
      role: 'all',
      logLevel: 'info',
      http: { host: '0.0.0.0', port: 8000, shutdownTimeoutMs: 25_000, adminToken: undefined },
      doubts: [],
      webhook: { enabled: true, previousSecret: undefined, baseUrl: undefined },
      queue: { eventTtlSeconds: 3600, maxWaiting: 10_000, debounceMs: 2000 },
      processor: { batchSize: 10, batchTimeoutMs: 5000, maxAttempts: 3, lanes: 3 },
      redis: { target: { kind: 'url' }, password: undefined, db: 0, prefix: 'zoho-sync' },
      zoho: { credentials: undefined, dataCenter: 'us', maxConcurrency: 5, timeoutMs: 30_000 },
      memory: { sinks: ['local'], path: './data/memory' },
    });
    expect(settings().webhook.secret.reveal()).toBe(required.WEBHOOK_SECRET);
  });

  it.each<[string, Variables, object]>([
    ['a number', { PORT: '0' }, { http: { port: 0 } }],
    ['fractions of a second', { WEBHOOK_DEBOUNCE: '0.25' }, { queue: { debounceMs: 250 } }],
    ['a duration', { SHUTDOWN_TIMEOUT: '500ms' }, { http: { shutdownTimeoutMs: 500 } }],
    ['false', { WEBHOOK_ENABLED: 'false' }, { webhook: { enabled: false } }],
    ['0 as false', { WEBHOOK_ENABLED: '0' }, { webhook: { enabled: false } }],
    ['True as true', { WEBHOOK_ENABLED: 'True' }, { webhook: { enabled: true } }],
    [
      'a list with spaces and empty places',
      { WEBHOOK_CRITICAL_FIELDS: ' Owner, ,Industry,' },
      { queue: { criticalAccountFields: ['Owner', 'Industry'] } },
    ],
    [
      'modules, each once',
      { ZOHO_MODULES: 'Deals,Notes,Deals' },
      { queue: { modules: ['Deals', 'Notes'] } },
    ],
    [
      'further fields of a module',
      { ZOHO_FIELDS_DEALS: 'Region,Tier__c' },
      {
        zoho: {
          fields: new Map([['Deals', { all: false, named: ['Region', 'Tier__c'], leftOut: [] }]]),
        },
      },
    ],
    [
      'the fields of any module',
      { ZOHO_MODULES: 'Accounts,Fleet_Cars', ZOHO_FIELDS_FLEET_CARS: '*, -Phone' },
      {
        queue: { modules: ['Accounts', 'Fleet_Cars'] },
        zoho: { fields: new Map([['Fleet_Cars', { all: true, named: [], leftOut: ['Phone'] }]]) },
      },
    ],
    ['all three credentials', zoho, { zoho: { credentials: { clientId: 'id' } } }],
    [
      'a public address without its last slash',
      { WEBHOOK_BASE_URL: 'https://x.example/hooks/' },
      { webhook: { baseUrl: 'https://x.example/hooks' } },
    ],
    [
      'an empty variable as unset',
      { PORT: '', ADMIN_TOKEN: '', ZOHO_CLIENT_ID: '', WEBHOOK_BASE_URL: '', ZOHO_MODULES: '' },
      { http: { port: 8000, adminToken: undefined }, zoho: { credentials: undefined } },
    ],
    ['nothing of variables it does not know', { NO_SUCH: 'x', PATH: '/bin' }, { role: 'all' }],
  ])('reads %s', (_, variables, expected) => {
    expect(settings(variables)).toMatchObject(expected);
  });

  it.each([
    'https://x.example',
    'https://x.example:8443/hooks',
    'http://localhost:8000',
    'http://127.0.0.1:8000',
    'http://[::1]:8000',
  ])('takes %s for a public address', (url) => {
    expect(settings({ WEBHOOK_BASE_URL: url }).webhook.baseUrl).toBe(url);
  });

  it.each([
    'http://x.example',
    'http://127.0.0.1.x.example',
    'http://localhost.x.example',
    'https://x.example/?a=1',
    'https://x.example/?',
    'https://x.example/#',
    'ftp://localhost',
    'x.example',
  ])('does not take %s for a public address', (url) => {
    expect(problemsOf({ ...required, WEBHOOK_BASE_URL: url })).toEqual([
      'WEBHOOK_BASE_URL must be an https URL (http only on loopback) without user, password, query and fragment',
    ]);
  });
});

describe('the problems that readSettings finds', () => {
  const wrong = {
    PORT: '70000',
    ROLE: 'boss',
    LOG_LEVEL: 'loud',
    SHUTDOWN_TIMEOUT: '25',
    WEBHOOK_ENABLED: 'yes',
    WEBHOOK_SECRET: 'hunter2-hunter2',
    WEBHOOK_SECRET_PREVIOUS: 'g'.repeat(64),
    WEBHOOK_BATCH_SIZE: '51',
    WEBHOOK_EVENT_TTL: '1.5',
    WEBHOOK_DEBOUNCE: 'soon',
    WEBHOOK_CRITICAL_FIELDS: 'Owner,no such field',
    REDIS_URL: 'redis-hunter2',
    REDIS_PREFIX: 'a:b',
    ZOHO_DATA_CENTER: 'mars',
    ZOHO_API_URL: 'zohoapis.com',
    ZOHO_MODULES: 'Accounts,all the leads',
    MEMORY_SINK: 'cloud',
    COGNEE_DATASET: 'a b',
    SYNC_MODIFIED_EVERY: 'never',
    SYNC_FULL_AT: '24:00',
    CHANNEL_RENEW_EVERY: 'off',
  };

  it('are told all at once, a line each, naming the variable', () => {
    const problems = problemsOf(wrong);

    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual(Object.keys(wrong).sort());
    expect(problems.join('').includes('\n')).toBe(false);
    expect(new SettingsError(problems).message.split('\n')).toHaveLength(1 + problems.length);
  });

  it('never show a value', () => {
    const told = new SettingsError(problemsOf(wrong)).message;

    for (const value of ['hunter2', 'ggg', 'boss', 'mars', 'all the leads', 'zohoapis']) {
      expect(told).not.toContain(value);
    }
  });

  const tokenRule =
    'must be 32 to 256 visible ASCII characters without spaces, drawn at random; `openssl rand -hex 32` makes one';
  it.each([
    'token'.repeat(6),
    'token'.repeat(52),
    `${'token'.repeat(8)} b`,
    'tökén'.repeat(8),
    'token\t'.repeat(8),
    't'.repeat(40),
    '1234567890'.repeat(4),
    `change-me-${'token'.repeat(8)}`,
  ])('include a token like %j', (wrongToken) => {
    for (const name of ['ADMIN_TOKEN', 'READ_TOKEN']) {
      expect(problemsOf({ ...required, [name]: wrongToken })).toEqual([`${name} ${tokenRule}`]);
    }
  });

  const credential = 'is required when other Zoho credentials are set';
  it.each<[string, Variables, readonly string[]]>([
    ['no secret', { WEBHOOK_SECRET: '' }, ['WEBHOOK_SECRET is required: 64 hex characters']],
    [
      'one credential',
      { ZOHO_CLIENT_ID: 'i' },
      [`ZOHO_CLIENT_SECRET ${credential}`, `ZOHO_REFRESH_TOKEN ${credential}`],
    ],
    ['two credentials', { ...zoho, ZOHO_CLIENT_ID: '' }, [`ZOHO_CLIENT_ID ${credential}`]],
    [
      'one token for both',
      { ADMIN_TOKEN: token, READ_TOKEN: token },
      ['READ_TOKEN must be another than ADMIN_TOKEN'],
    ],
    [
      'a token that senders know',
      { ADMIN_TOKEN: required.WEBHOOK_SECRET },
      ['ADMIN_TOKEN must be another than WEBHOOK_SECRET'],
    ],
    ...[
      '0'.repeat(64),
      'F'.repeat(64),
      '0123456789abcdef'.repeat(4),
      'fedcba9876543210'.repeat(4),
    ].map((key): [string, Variables, readonly string[]] => [
      `a secret like ${key.slice(0, 16)}`,
      { WEBHOOK_SECRET: key },
      ['WEBHOOK_SECRET must be 64 hex characters drawn at random'],
    ]),
    ...['ZOHO_ACCOUNTS_URL', 'ZOHO_API_URL', 'WEBHOOK_BASE_URL'].flatMap((name) =>
      [
        'http://accounts.zoho.example',
        'http://127.0.0.1.example',
        'http://10.0.0.1',
        'https://user:pass@h.example',
        'https://h.example/?a',
        'ftp://h.example',
      ].map((url): [string, Variables, readonly string[]] => [
        `${name}=${url}`,
        { [name]: url },
        [`${name} must be an https URL (http only on loopback)`],
      ]),
    ),
    [
      'credentials in the address of Cognee',
      { COGNEE_URL: 'http://user:pass@cognee:8000' },
      ['COGNEE_URL must be an http or https URL without user and password'],
    ],
    ['a list of no modules', { ZOHO_MODULES: ',' }, ['ZOHO_MODULES must be a non-empty list']],
    [
      'a database that is not named',
      { MEMORY_SINK: 'local,postgres' },
      ['MEMORY_URL is required for MEMORY_SINK=postgres'],
    ],
    [
      'one memory twice',
      { MEMORY_SINK: 'local,local' },
      ['MEMORY_SINK must be one of local, postgres, cognee, or two of them by comma'],
    ],
    [
      'a memory without its address',
      { MEMORY_SINK: 'cognee' },
      ['COGNEE_URL is required', 'COGNEE_API_KEY is required'],
    ],
  ])('include %s', (_, variables, beginnings) => {
    const problems = problemsOf({ ...required, ...variables });

    expect(problems).toEqual(beginnings.map((text) => expect.stringContaining(text)));
  });
});
