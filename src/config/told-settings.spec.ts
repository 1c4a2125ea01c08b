import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';

const given = {
  WEBHOOK_SECRET: randomBytes(32).toString('hex'),
  REDIS_URL: 'redis://user:password@redis:6379',
};
const told = (more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string | null> =>
  new Map(readSettings({ ...given, ...more }).told.map(({ name, text }) => [name, text]));

describe('what is told of settings', () => {
  it('is what is set to something else than its default, and counts', () => {
    const variables = { LOG_LEVEL: 'debug', REDIS_PORT: '6380', PORT: '', HOST: '0.0.0.0' };
    const set = told({ ...variables, HOME: '/root' });

    expect(set.get('LOG_LEVEL')).toBe('debug');
    expect([...set.keys()].sort()).toEqual(['LOG_LEVEL', 'REDIS_URL', 'WEBHOOK_SECRET']);
  });

  it.each([
    ['WEBHOOK_SECRET', {}],
    ['REDIS_URL', {}],
    ['ADMIN_TOKEN', { ADMIN_TOKEN: randomBytes(32).toString('hex') }],
    ['READ_TOKEN', { READ_TOKEN: randomBytes(32).toString('hex') }],
    ['REDIS_PASSWORD', { REDIS_PASSWORD: 'a' }],
    ['REDIS_USERNAME', { REDIS_USERNAME: 'a' }],
    ['COGNEE_API_KEY', { COGNEE_API_KEY: 'a' }],
    ['COGNEE_EMAIL', { COGNEE_EMAIL: 'a@example.com' }],
    ['MEMORY_URL', { MEMORY_URL: 'postgres://a:b@c/d' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a:b@c.example' }],
  ])('is no secret: %s', (name, more) => {
    expect([...told(more)].find(([each]) => each === name)).toEqual([name, null]);
  });

  it('is of every variable that has a secret for a value', () => {
    const values = { ZOHO_CLIENT_ID: 'a', ZOHO_CLIENT_SECRET: 'b', ZOHO_REFRESH_TOKEN: 'c' };

    expect([...told(values)].filter(([, text]) => text !== null)).toEqual([]);
  });
});
