import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';

describe('Settings', () => {
  it('are never printed with a secret in them', () => {
    const secrets = {
      WEBHOOK_SECRET: 'a1'.repeat(32),
      WEBHOOK_SECRET_PREVIOUS: 'b2'.repeat(32),
      ADMIN_TOKEN: 'the-admin-token-of-this-service-x',
      READ_TOKEN: 'the-reading-token-of-this-service',
      REDIS_URL: 'redis://user:the-url-password@r',
      REDIS_PASSWORD: 'the-redis-password',
      ZOHO_CLIENT_ID: 'client',
      ZOHO_CLIENT_SECRET: 'the-client-secret',
      ZOHO_REFRESH_TOKEN: 'the-refresh-token',
      COGNEE_API_KEY: 'the-api-key',
      COGNEE_EMAIL: 'who@x.example',
      COGNEE_PASSWORD: 'the-cognee-password',
    };
    const read = readSettings(secrets);

    const printed = [
      inspect(read, { depth: null, showHidden: true }),
      inspect(read, { depth: null, customInspect: false }),
      JSON.stringify(read),
    ].join('\n');

    expect(printed).not.toMatch(/a1a1|b2b2|the-/);
    expect(printed).toContain('[secret]');
  });
});
