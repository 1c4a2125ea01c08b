import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';

import { Secret } from '../src/kernel/secret.js';
import { deriveToken } from '../src/kernel/signing.js';
import { Capacity } from '../src/queue/capacity.js';
import { type ServiceUnderTest, signatureOf, startService } from './support/running-service.js';
import { testSecret } from './support/test-settings.js';

const previousSecret = 'ab'.repeat(32);
const secret = new Secret(testSecret);

function record(id = '5437000000391001'): object {
  return { operation: 'update', module: 'Accounts', data: [{ id }] };
}

function notification(overrides: object = {}): Record<string, unknown> {
  const channelId = '1000000068001';
  return {
    server_time: 1750102639787,
    query_params: {},
    module: 'Contacts',
    resource_uri: 'https://www.zohoapis.com/crm/v2/Contacts',
    ids: ['6756839000000575405'],
    affected_fields: [],
    operation: 'update',
    channel_id: channelId,
    token: deriveToken(secret, `channel:${channelId}`),
    ...overrides,
  };
}

/**
 * The answer to a body that doesn't end: there is one only if the rest isn't waited for. No more is sent than it takes:
 * bytes that arrive at a closed connection would take its answer away from the sender.
 */
async function answerToUnended(
  url: string,
  headers: Readonly<Record<string, string>>,
  begun: Buffer | undefined,
): Promise<IncomingMessage & { readonly text: string }> {
  const outgoing = httpRequest(`${url}/webhooks/zoho`, { method: 'POST', headers });
  try {
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    if (begun === undefined) outgoing.flushHeaders();
    else outgoing.write(begun);
    const [response] = await answered;
    return Object.assign(response, { text: await text(response) });
  } finally {
    outgoing.on('error', () => undefined);
    outgoing.destroy();
  }
}

describe('POST /webhooks/zoho', () => {
  let service: ServiceUnderTest;
  let waiting: () => Promise<number>;

  beforeAll(async () => {
    service = await startService({ ROLE: 'web', WEBHOOK_SECRET_PREVIOUS: previousSecret });
    waiting = () => service.app.get(Capacity).waiting();
  });

  afterAll(async () => {
    await service.stop();
  });

  describe('accepts', () => {
    it('a signed delivery, and says that its record is queued', async () => {
      const response = await service.deliver(record(), { 'x-zoho-event-id': 'evt-1' });

      expect(response.status).toBe(200);
      expect(response.body).toEqual({
        status: 'accepted',
        event_id: 'evt-1',
        message: '1 record queued',
        queued: true,
        records: 1,
      });
      expect(await waiting()).toBeGreaterThan(0);
    });

    // Only the path as it is documented is served without Express's router.
    it.each(['/webhooks/zoho/', '/Webhooks/Zoho', '/webhooks/zoho?from=workflow'])(
      'the same at %s, and refuses there what is not authentic',
      async (path) => {
        const send = (signature: string): Test =>
          request(service.url)
            .post(path)
            .set({ 'content-type': 'application/json', 'x-zoho-signature': signature })
            .send(JSON.stringify(record()));

        const responses = [await send(signatureOf(record())), await send('ab'.repeat(32))];

        expect(responses.map(({ status }) => status)).toEqual([200, 401]);
        expect(responses[0]!.body).toMatchObject({ status: 'accepted', records: 1 });
        for (const { headers } of responses) expect(headers['x-request-id']).toMatch(/^[\w-]+$/);
      },
    );

    it.each([
      ['upper-case hex', (hex: string) => hex.toUpperCase()],
      ['a sha256= prefix', (hex: string) => `sha256=${hex}`],
    ])('a signature with %s', async (_what, spell) => {
      const body = record();

      const response = await service.deliver(body, {
        'x-zoho-signature': spell(signatureOf(body)),
      });

      expect(response.status).toBe(200);
    });

    it('a signature under the previous secret, while rotating', async () => {
      const body = record();
      const signature = signatureOf(body, previousSecret);

      const response = await service.deliver(body, { 'x-zoho-signature': signature });

      expect(response.status).toBe(200);
    });

    it.each([
      ['current', testSecret],
      ['previous', previousSecret],
    ])('the workflow token of the %s secret', async (_which, key) => {
      const token = deriveToken(new Secret(key), 'workflow');

      const response = await service.deliverUnsigned(record(), { 'x-zoho-webhook-token': token });

      expect(response.status).toBe(200);
    });

    it("Zoho's own notification by the token of its channel, every id of it", async () => {
      const body = notification({ ids: ['1', '2', '3'], operation: 'insert' });

      const response = await service.deliverUnsigned(body);

      expect(response.body).toMatchObject({ status: 'accepted', queued: true, records: 3 });
    });

    it('every record of a delivery', async () => {
      const data = Array.from({ length: 100 }, (_, index) => ({ id: `many-${index}` }));

      const response = await service.deliver({ operation: 'create', module: 'Deals', data });

      expect(response.body).toMatchObject({ records: 100 });
    });

    it.each([
      [
        'one record that is not in a list',
        { operation: 'create', module: 'Deals', data: { id: '7' } },
      ],
      ['the generic format', { event_type: 'restore', module: 'Tasks', record_id: '8' }],
      ['an operation in capitals', { operation: 'UPDATE', module: 'Notes', data: [{ id: '9' }] }],
      ['Events as an Activity', { operation: 'edit', module: 'Events', data: [{ id: '10' }] }],
      ['fields it does not know', { ...record(), brand_new: { deep: [1] } }],
      ['an id of 19 digits as text', record('5725767000003000064')],
    ])('%s', async (_what, body) => {
      const response = await service.deliver(body);

      expect(response.body).toMatchObject({ status: 'accepted', records: 1 });
    });

    it.each([
      ['an unknown kind', { ...record(), operation: 'convert' }],
      ['a kind that is no text', { ...record(), operation: 1 }],
      ['no kind', { module: 'Accounts', data: [{ id: '1' }] }],
      ['null as record data', { module: 'Deals', record_id: '1', record_data: null }],
      ['null as user', { ...record(), user: null }],
      ['a text as user', { ...record(), user: 'u1' }],
      ['null as modified fields', { ...record(), modified_fields: null }],
      ['numbers as modified fields', { ...record(), modified_fields: [1, 2] }],
      ['a notification without its time', notification({ server_time: null, query_params: 1 })],
      ['a notification with a text as time', notification({ server_time: 'now' })],
      ['a notification with a text as fields', notification({ affected_fields: 'Phone' })],
    ])('%s: what only hints at the change decides nothing', async (_what, body) => {
      const response = await service.deliver(body);

      expect(response.body).toMatchObject({ status: 'accepted', records: 1 });
    });

    it('JSON whatever the content type says', async () => {
      const response = await service.deliver(record(), { 'content-type': 'text/plain' });

      expect(response.status).toBe(200);
    });
  });

  describe('tells a repeated delivery', () => {
    it('by the id and the body', async () => {
      const id = { 'x-zoho-event-id': 'evt-repeat' };
      await service.deliver(record('r1'), id);

      const again = await service.deliver(record('r1'), id);
      const otherBody = await service.deliver(record('r2'), id);

      expect(again.body).toMatchObject({
        status: 'duplicate',
        event_id: 'evt-repeat',
        queued: false,
        records: 0,
      });
      expect(otherBody.body).toMatchObject({ status: 'accepted' });
    });

    it('by the body of a notification that does not tell its time, too', async () => {
      const body = notification({ server_time: null, ids: ['timeless'] });
      await service.deliverUnsigned(body);

      const again = await service.deliverUnsigned(body);

      expect(again.body).toMatchObject({ status: 'duplicate', records: 0 });
    });

    it('by the body of a notification, which carries its time', async () => {
      const first = notification({ server_time: 1750102639001 });
      await service.deliverUnsigned(first);

      const again = await service.deliverUnsigned(first);
      const later = await service.deliverUnsigned(notification({ server_time: 1750102639002 }));

      expect(again.body).toMatchObject({ status: 'duplicate', queued: false });
      expect(later.body).toMatchObject({ status: 'accepted' });
    });

    it('not by the body alone elsewhere: two equal ones may be two changes', async () => {
      const headers = { 'x-zoho-event-id': '' };
      const first = await service.deliver(record('same'), headers);

      const second = await service.deliver(record('same'), headers);

      expect(second.body).toMatchObject({ status: 'accepted', records: 1 });
      expect((second.body as { event_id: string }).event_id).toBe(
        (first.body as { event_id: string }).event_id,
      );
    });
  });

  describe('answers 401 to', () => {
    const body = record();
    const right = signatureOf(body);

    it.each([
      ['no proof at all', {}],
      ['an empty signature', { 'x-zoho-signature': '' }],
      ['a signature of another body', { 'x-zoho-signature': signatureOf('{}') }],
      ['a signature of another secret', { 'x-zoho-signature': signatureOf(body, 'cd'.repeat(32)) }],
      ['a signature of the wrong length', { 'x-zoho-signature': right.slice(0, 40) }],
      ['a signature that is too long', { 'x-zoho-signature': `${right}00` }],
      ['a signature that is not hex', { 'x-zoho-signature': 'z'.repeat(64) }],
      [
        'a signature in base64',
        { 'x-zoho-signature': Buffer.from(right, 'hex').toString('base64') },
      ],
      ['two signatures', { 'x-zoho-signature': `${right}, ${right}` }],
      ['a wrong workflow token', { 'x-zoho-webhook-token': 'x'.repeat(43) }],
      [
        'a wrong signature beside a right token',
        {
          'x-zoho-signature': signatureOf('{}'),
          'x-zoho-webhook-token': deriveToken(secret, 'workflow'),
        },
      ],
      [
        'the token of a channel as workflow token',
        { 'x-zoho-webhook-token': deriveToken(secret, 'channel:1') },
      ],
    ])('%s', async (_what, headers) => {
      const response = await service.deliverUnsigned(body, headers);

      expect(response.status).toBe(401);
      expect(response.body).toMatchObject({ statusCode: 401, error: 'Unauthorized' });
    });

    it.each([
      ['the token of another channel', notification({ channel_id: '2000' })],
      ['a notification without a token', notification({ token: null })],
      ['a notification with a number as channel', notification({ channel_id: 1000000068001 })],
      ['a body that is not JSON', '{"channel_id"'],
      ['a body that is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
      ['null', 'null'],
    ])('%s, unsigned', async (_what, unsigned) => {
      const response = await service.deliverUnsigned(unsigned);

      expect(response.status).toBe(401);
    });
  });

  describe('answers 400, naming what is wrong, to', () => {
    it.each([
      ['a body that is not JSON', '{"operation":', 'JSON'],
      ['an empty body', '', 'JSON'],
      ['a body with a byte order mark', '\ufeff{}', 'JSON'],
      ['a body that is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'UTF-8'],
      ['null', 'null', 'object'],
      ['a list', '[]', 'object'],
      ['a number', '42', 'object'],
      ['a text', '"data"', 'object'],
      ['true', 'true', 'object'],
      ['an empty object', {}, 'record_id'],
      ['an unknown module', { ...record(), module: 'Leads' }, 'module'],
      ['a module in the wrong case', { ...record(), module: 'accounts' }, 'module'],
      ['no module', { operation: 'update', data: [{ id: '1' }] }, 'module'],
      ['no records', { ...record(), data: [] }, 'data'],
      ['null as records', { ...record(), data: null }, 'data'],
      ['a text as records', { ...record(), data: 'acc_1' }, 'data'],
      ['a record that is null', { ...record(), data: [null] }, 'data'],
      ['a record that is a text', { ...record(), data: ['acc_1'] }, 'data'],
      ['one record without an id among others', { ...record(), data: [{ id: '1' }, {}] }, 'data'],
      ['an empty id', { ...record(), data: [{ id: '' }] }, 'data'],
      ['an id with a slash', { ...record(), data: [{ id: 'a/b' }] }, 'data'],
      ['an id of 65 characters', { ...record(), data: [{ id: 'x'.repeat(65) }] }, 'data'],
      [
        'a number beyond 2^53 as id',
        '{"operation":"update","module":"Accounts","data":[{"id":5725767000003000064}]}',
        'data',
      ],
      ['a generic body without an id', { event_type: 'update', module: 'Deals' }, 'record_id'],
      ['a notification without ids', notification({ ids: [] }), 'ids'],
      ['a notification with a number as id', notification({ ids: [1] }), 'ids'],
      [
        'a __proto__ key',
        '{"operation":"update","module":"Accounts","data":[{"id":"1","__proto__":{"admin":true}}]}',
        '__proto__',
      ],
      [
        '10,000 nested brackets',
        `{"operation":"update","module":"Accounts","data":[{"id":"1","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}]}`,
        'nested',
      ],
      [
        '10,000 nested brackets and nothing else',
        '['.repeat(10_000) + ']'.repeat(10_000),
        'object',
      ],
    ])('%s', async (_what, body, named) => {
      const response = await service.deliver(body);

      expect(response.status).toBe(400);
      const answer = response.body as { error: string; message: string[] };
      expect(answer.error).toBe('Bad Request');
      expect(answer.message.join('\n')).toContain(named);
      expect(JSON.stringify(answer)).not.toMatch(/node_modules|at .*\.(js|ts)/);
    });

    it('every wrong field at once', async () => {
      const response = await service.deliver({ operation: 'x', module: 'y', data: [] });

      expect((response.body as { message: string[] }).message).toHaveLength(2);
    });

    it.each([
      ['of 129 characters', 'x'.repeat(129)],
      ['with a space', 'a b'],
      ['sent twice', 'a, a'],
    ])('an event id %s', async (_what, eventId) => {
      const response = await service.deliver(record(), { 'x-zoho-event-id': eventId });

      expect(response.status).toBe(400);
      expect(JSON.stringify(response.body)).toContain('X-Zoho-Event-Id');
    });
  });

  it('answers 413 to a body over the limit, announced or not, without reading the rest', async () => {
    const overLimit = 1_048_577;
    const announced = await answerToUnended(
      service.url,
      { 'content-length': String(overLimit) },
      undefined,
    );
    const chunked = await answerToUnended(service.url, {}, Buffer.alloc(overLimit, 0x20));

    expect([announced.statusCode, chunked.statusCode]).toEqual([413, 413]);
    expect(JSON.parse(announced.text)).toMatchObject({
      statusCode: 413,
      error: 'Payload Too Large',
    });
    expect(announced.headers.connection).toBe('close');
  });

  it('takes a body of exactly the limit', async () => {
    const body = JSON.stringify(record());

    const response = await service.deliver(body + ' '.repeat(1_048_576 - body.length));

    expect(response.status).toBe(200);
  });

  it('answers 415 to a compressed body: its bytes are what is signed', async () => {
    const response = await service.deliver(record(), { 'content-encoding': 'gzip' });

    expect(response.status).toBe(415);
  });

  it.each(['get', 'put', 'patch', 'delete'] as const)('answers 405 to %s', async (method) => {
    const response = await request(service.url)[method]('/webhooks/zoho');

    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('POST');
  });

  it('answers 404 in the same shape elsewhere', async () => {
    const response = await request(service.url).get('/nowhere');

    expect(response.body).toMatchObject({ statusCode: 404, error: 'Not Found' });
  });
});
