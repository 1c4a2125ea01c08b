import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';

const required = { WEBHOOK_SECRET: 'c0ffee5e'.repeat(8), REDIS_URL: 'redis://127.0.0.1' };

describe('addresses that readSettings takes', () => {
  it.each([
    { ZOHO_ACCOUNTS_URL: 'http://127.0.0.1:9000', ZOHO_API_URL: 'http://[::1]:9000' },
    { ZOHO_ACCOUNTS_URL: 'https://accounts.zoho.eu', ZOHO_API_URL: 'http://localhost:9000' },
    { COGNEE_URL: 'http://cognee:8000' },
    { REDIS_URL: 'redis://redis.example' },
  ])('include %j', (variables) => {
    expect(() => readSettings({ ...required, ...variables })).not.toThrow();
  });
});
