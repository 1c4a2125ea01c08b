import { createHmac } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { readSettings } from '../config/read-settings.js';
import { desiredChannels } from './desired-channels.js';

const secret = '0123456789abcdef'.repeat(4);
const nowMs = Date.UTC(2026, 0, 1);

function channels(variables: Readonly<Record<string, string>> = {}) {
  const settings = readSettings({
    WEBHOOK_SECRET: secret,
    REDIS_HOST: '127.0.0.1',
    WEBHOOK_BASE_URL: 'https://hooks.example.com/',
    ...variables,
  });
  return desiredChannels(settings, nowMs);
}

const ids = (variables?: Readonly<Record<string, string>>) =>
  channels(variables).map((channel) => channel.channelId);

describe('desiredChannels', () => {
  it('has one channel for each API module that is synced', () => {
    const desired = channels({ ZOHO_MODULES: 'Activities,Deals' });

    expect(desired.map(({ api, events }) => [api, ...events])).toEqual([
      ['Events', 'Events.all'],
      ['Calls', 'Calls.all'],
      ['Deals', 'Deals.all'],
    ]);
  });

  it('has every change sent to the one public address', () => {
    const addresses = new Set(channels().map((channel) => channel.notifyUrl));

    expect([...addresses]).toEqual(['https://hooks.example.com/webhooks/zoho']);
  });

  it('names channels by a positive number of 18 digits, each by its own', () => {
    for (const id of ids()) expect(id).toMatch(/^[1-9]\d{17}$/);
    expect(new Set(ids()).size).toBe(7);
  });

  it('names a channel alike for ever: for this address and module', () => {
    const rotated = { WEBHOOK_SECRET: 'f'.repeat(64), ZOHO_MODULES: 'Deals' };

    expect(ids()).toContain(ids(rotated)[0]);
    expect(ids()).toEqual(ids({ WEBHOOK_BASE_URL: 'https://hooks.example.com' }));
    expect(ids()).not.toContain(
      ids({ ...rotated, WEBHOOK_BASE_URL: 'https://other.example.com' })[0],
    );
  });

  it('gives every channel the token that the secret has for it', () => {
    for (const { channelId, token } of channels()) {
      const expected = createHmac('sha256', secret).update(`channel:${channelId}`);
      expect(token.reveal()).toBe(expected.digest('base64url'));
    }
  });

  it("lets channels live for less than Zoho's week, and for more than six days", () => {
    const dayMs = 24 * 3600 * 1000;

    for (const { expiresAtMs } of channels()) {
      expect(expiresAtMs - nowMs).toBeLessThan(7 * dayMs);
      expect(expiresAtMs - nowMs).toBeGreaterThan(6 * dayMs);
    }
  });

  it('needs a public address', () => {
    expect(() => channels({ WEBHOOK_BASE_URL: '' })).toThrow(
      expect.objectContaining({ code: 'registration.no_base_url', retry: { kind: 'never' } }),
    );
  });
});
