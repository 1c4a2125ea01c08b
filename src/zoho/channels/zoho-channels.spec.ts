import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  callConditions,
  CountedTokens,
  type ScriptedServer,
  settingsFor,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { SystemClock } from '../../kernel/clock.js';
import { Secret } from '../../kernel/secret.js';
import { ZohoHttp } from '../http/zoho-http.js';
import { type ChannelRequest } from './channel-entries.js';
import { ZohoChannels } from './zoho-channels.js';

const expiresAtMs = Date.parse('2026-11-29T22:00:00.123Z');

function request(overrides: Partial<ChannelRequest> = {}): ChannelRequest {
  return {
    channelId: '1000000068001',
    events: ['Deals.all'],
    notifyUrl: 'https://sync.example.com/webhooks/zoho',
    token: new Secret('channel-token'),
    expiresAtMs,
    ...overrides,
  };
}

const success = {
  code: 'SUCCESS',
  status: 'success',
  details: {
    events: [
      {
        channel_expiry: '2026-11-29T11:00:00-11:00',
        resource_uri: 'https://www.zohoapis.com/crm/v2/Deals',
        resource_name: 'Deals',
        channel_id: '1000000068001',
      },
    ],
  },
};
const notSubscribed = { code: 'NOT_SUBSCRIBED', details: {}, message: 'text', status: 'error' };
const accepted = {
  status: 'accepted',
  modules: [
    { channelId: '1000000068001', api: 'Deals', expiresAtMs: Date.parse('2026-11-29T22:00:00Z') },
  ],
};
const refused = { status: 'refused', code: 'NOT_SUBSCRIBED', field: undefined };

describe('ZohoChannels', () => {
  let server: ScriptedServer;
  let channels: ZohoChannels;
  beforeAll(async () => {
    server = await startScriptedServer();
    const settings = settingsFor(server.url);
    channels = new ZohoChannels(
      new ZohoHttp(settings, new CountedTokens(server.url), new SystemClock(), callConditions()),
    );
  });
  afterAll(() => server.close());

  it('asks for a channel with an expiry to the second and without related records', async () => {
    server.play(() => ({ status: 201, json: { watch: [success] } }));

    const outcomes = await channels.enable([request()]);

    expect(outcomes).toEqual([accepted]);
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/crm/v8/actions/watch' });
    expect(JSON.parse(server.received[0]!.body)).toEqual({
      watch: [
        {
          channel_id: '1000000068001',
          events: ['Deals.all'],
          channel_expiry: '2026-11-29T22:00:00+00:00',
          token: 'channel-token',
          return_affected_field_values: true,
          notify_on_related_action: false,
          notify_url: 'https://sync.example.com/webhooks/zoho',
        },
      ],
    });
  });

  it.each([202, 207])('tells the outcomes of an answer %d apart', async (status) => {
    server.play(() => ({ status, json: { watch: [notSubscribed, success] } }));

    const outcomes = await channels.enable([request({ channelId: '7' }), request()]);

    expect(outcomes).toEqual([refused, accepted]);
  });

  it.each([
    ['replace', 'PUT'],
    ['update', 'PATCH'],
  ] as const)('takes a refusal of all channels of %s for each one', async (operation, method) => {
    server.play(() => ({ status: 400, json: { watch: [notSubscribed] } }));

    const outcomes = await channels[operation]([request(), request()]);

    expect(outcomes).toEqual([refused, refused]);
    expect(server.received[0]!.method).toBe(method);
  });

  it('rejects where the call as a whole is refused', async () => {
    server.play(() => ({ status: 400, json: { code: 'INVALID_MODULE', status: 'error' } }));

    await expect(channels.enable([request()])).rejects.toMatchObject({
      code: 'zoho.refused',
      zohoCode: 'INVALID_MODULE',
    });
  });

  it.each([
    ['no entries', {}],
    ['fewer entries than channels', { watch: [success] }],
    ['entries of another shape', { watch: ['ok', null] }],
  ])('rejects an answer with %s', async (_what, json) => {
    server.play(() => ({ json }));

    await expect(channels.enable([request(), request()])).rejects.toMatchObject({
      code: 'zoho.bad_answer',
    });
  });

  it('lists every page of channels and keeps their tokens secret', async () => {
    const row = (api: string) => ({
      channel_id: '1000000068001',
      resource_name: api,
      events: [`${api}.edit`, null],
      notify_url: 'https://sync.example.com/webhooks/zoho',
      token: 'channel-token',
      channel_expiry: '2026-11-29T11:00:00-11:00',
      fields: null,
    });
    server.play(({ query }) => {
      const first = query.get('page') === '1';
      const headers = { date: 'Mon, 23 Nov 2026 10:00:00 GMT' };
      return {
        headers,
        json: { watch: [row(first ? 'Deals' : 'Tasks')], info: { more_records: first } },
      };
    });

    const { channels: listed, serverTimeMs } = await channels.list();

    expect(listed.map(({ api, events }) => [api, events])).toEqual([
      ['Deals', ['Deals.edit']],
      ['Tasks', ['Tasks.edit']],
    ]);
    expect(listed[0]!.token?.reveal()).toBe('channel-token');
    expect(JSON.stringify(listed)).not.toContain('channel-token');
    expect(serverTimeMs).toBe(Date.parse('2026-11-23T10:00:00Z'));
  });

  it('lists nothing where there is no channel', async () => {
    server.play(() => ({ status: 204 }));

    expect(await channels.list()).toMatchObject({ channels: [] });
  });

  it('ends channels', async () => {
    const details = {
      resource_uri: 'https://www.zohoapis.com/crm/v2/Deals',
      resource_id: '554023000000000131',
      channel_id: '1000000068001',
    };
    server.play(() => ({ json: { watch: [{ code: 'SUCCESS', status: 'success', details }] } }));

    const outcomes = await channels.disable(['1000000068001', '7']);

    expect(outcomes).toEqual([
      {
        status: 'accepted',
        modules: [{ channelId: '1000000068001', api: 'Deals', expiresAtMs: undefined }],
      },
    ]);
    expect(server.received[0]).toMatchObject({ method: 'DELETE' });
    expect(server.received[0]!.query.get('channel_ids')).toBe('1000000068001,7');
  });

  it('tells that a channel to be ended is not known', async () => {
    server.play(() => ({ status: 400, json: { watch: [notSubscribed] } }));

    expect(await channels.disable(['7'])).toEqual([refused]);
  });
});
