import { describe, expect, it } from '@jest/globals';

import { settingsFor } from '../../../test/support/scripted-server.js';
import { usualApis } from '../../crm/modules.js';
import { desiredChannels, publicAddressOf } from './desired-channels.js';

const address = 'https://hooks.example.com';

const ids = (apis = usualApis.slice(), baseUrl = address) =>
  desiredChannels(apis, baseUrl).flatMap(({ channelIds }) => channelIds);

describe('desiredChannels', () => {
  it('has one channel for each API module that is synced', () => {
    const desired = desiredChannels(['Events', 'Calls', 'Deals'], address);

    expect(desired.map(({ api, events }) => [api, ...events])).toEqual([
      ['Events', 'Events.all'],
      ['Calls', 'Calls.all'],
      ['Deals', 'Deals.all'],
    ]);
  });

  it('names channels by positive numbers of 18 digits, each by its own, with two to fall back on', () => {
    for (const id of ids()) expect(id).toMatch(/^[1-9]\d{17}$/);
    expect(new Set(ids()).size).toBe(7 * 3);
  });

  it('names a channel alike for ever: for this address and module', () => {
    const [first] = desiredChannels(['Deals'], address)[0]!.channelIds;

    expect(first).toBe('104553234678779839');
    expect(ids()).toEqual(expect.arrayContaining(ids(['Deals'])));
    expect(ids()).not.toContain(ids(['Deals'], 'https://other.example.com')[0]);
  });
});

describe('publicAddressOf', () => {
  it('is the address of the settings', () => {
    const { webhook } = settingsFor('http://127.0.0.1', { WEBHOOK_BASE_URL: `${address}/` });

    expect(publicAddressOf(webhook)).toBe(address);
  });

  it('is needed', () => {
    const { webhook } = settingsFor('http://127.0.0.1');

    expect(() => publicAddressOf(webhook)).toThrow(
      expect.objectContaining({ code: 'registration.no_base_url', retry: { kind: 'never' } }),
    );
  });
});
