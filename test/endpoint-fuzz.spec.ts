import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type CrmRecord } from '../src/crm/crm-record.js';
import { fieldsOf } from '../src/documents/kinds/kinds.js';
import { usualApis } from '../src/crm/modules.js';
import { Secret } from '../src/kernel/secret.js';
import { channelTokenName, deriveToken } from '../src/kernel/signing.js';
import { anyId, anyJson, anyRecord, anyText } from './support/arbitraries.js';
import { eventually } from './support/eventually.js';
import { eventuallyAlways } from './support/properties.js';
import { type ServiceUnderTest, signatureOf, startService } from './support/running-service.js';
import { testSecret } from './support/test-settings.js';

const maxBodyBytes = 8192;
/** A service that says nothing for so long hangs: it answers within a second even where Redis doesn't. */
const hangMs = 10_000;

type Headers = readonly (readonly [name: string, value: string])[];

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
}

/** The whole answers in what a server sent, without interim ones, and what is left behind them. */
function answersIn(raw: Buffer): { readonly answers: readonly Answer[]; readonly rest: string } {
  const answers: Answer[] = [];
  let rest = raw.toString('latin1');
  for (;;) {
    const end = rest.indexOf('\r\n\r\n') + 4;
    if (end < 4) return { answers, rest };
    const { status, headers } = headFrom(rest.slice(0, end - 4));
    const body = bodyFrom(rest.slice(end), headers);
    if (body === undefined) return { answers, rest };
    if (status !== 100) answers.push({ status, headers, text: body.text });
    rest = rest.slice(end + body.length);
  }
}

function headFrom(head: string): Omit<Answer, 'text'> {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(statusLine) ?? [];
  return { status: Number(status), headers: new Map(headers) };
}

/** A body of a known length, or an empty one in chunks, as Node's own refusals have it; undefined while it comes in. */
function bodyFrom(
  rest: string,
  headers: Answer['headers'],
): { readonly text: string; readonly length: number } | undefined {
  const noChunks = '0\r\n\r\n';
  if (headers.has('transfer-encoding')) {
    return rest.startsWith(noChunks) ? { text: '', length: noChunks.length } : undefined;
  }
  const length = Number(headers.get('content-length') ?? 0);
  if (rest.length < length) return undefined;
  return { text: Buffer.from(rest.slice(0, length), 'latin1').toString(), length };
}

interface DeadLetters {
  readonly groups: readonly { readonly code: string; readonly error: string }[];
}

/** What we answer, whatever came: a delivery's answer, or an error in its one shape; Node's own refusals have no body. */
function expectOurs({ status, headers, text }: Answer): void {
  expect([200, 400, 401, 404, 405, 408, 413, 415, 417, 429, 431]).toContain(status);
  expect(text).not.toMatch(/node_modules|\bat \S+\.[jt]s|internal\/|TypeError|SyntaxError/);
  expect(text).not.toContain(testSecret);
  if (text === '') {
    expect([400, 408, 417, 431]).toContain(status);
    return;
  }
  expect(headers.get('content-type')).toContain('application/json');
  const body = JSON.parse(text) as Record<string, unknown>;
  if (status === 200) {
    expect(['accepted', 'duplicate']).toContain(body['status']);
    expect(body['queued']).toBe(body['status'] === 'accepted');
    expect(body['event_id']).toMatch(/^[\x21-\x7e]{1,128}$/);
    return;
  }
  expect(body['statusCode']).toBe(status);
  expect(typeof body['error']).toBe('string');
  const messages = body['message'] as readonly unknown[];
  expect(messages.length).toBeGreaterThan(0);
  expect(messages.every((message) => typeof message === 'string' && message !== '')).toBe(true);
}

interface Exchange {
  readonly answers: readonly Answer[];
  /** The server closed while more was being sent, which may cost the sender the answer. */
  readonly wasReset: boolean;
}

/**
 * Sends the bytes piece by piece, until so many answers are there or the server closes. Without a number the sender's
 * half is closed after the last piece, which ends what was begun.
 */
async function exchange(port: number, pieces: readonly Buffer[], due?: number): Promise<Exchange> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: due === undefined });
  const received: Buffer[] = [];
  let [hangs, wasReset] = [false, false];
  socket.on('data', (chunk: Buffer) => {
    received.push(chunk);
    if (answersIn(Buffer.concat(received)).answers.length === due) socket.destroy();
  });
  socket.on('error', () => (wasReset = true));
  socket.setNoDelay(true);
  socket.setTimeout(hangMs, () => {
    hangs = true;
    socket.destroy();
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  for (const piece of pieces) await written(socket, piece);
  if (due === undefined) socket.end();
  await closed;
  const { answers, rest } = answersIn(Buffer.concat(received));
  expect({ hangs, rest }).toEqual({ hangs: false, rest: '' });
  return { answers, wasReset };
}

function written(socket: Socket, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    // The next piece goes once this one is on its way, so that they arrive apart now and then.
    if (socket.destroyed || socket.writableEnded) resolve();
    else socket.write(piece, () => setImmediate(resolve));
  });
}

function requestFor(body: Buffer, headers: Headers, target = 'POST /webhooks/zoho'): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${target} HTTP/1.1\r\nHost: x\r\n${lines}`;
  return Buffer.concat([
    Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n`, 'latin1'),
    body,
  ]);
}

/** The bytes, cut at these places of them. */
function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => bytes.subarray(start, ends[index]));
}

/** In HTTP's chunks, cut as above. */
function chunked(body: Buffer, headers: Headers, places: readonly number[]): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const chunks = cut(body, places)
    .filter((piece) => piece.length > 0)
    .flatMap((piece) => [
      Buffer.from(`${piece.length.toString(16)}\r\n`),
      piece,
      Buffer.from('\r\n'),
    ]);
  const head = `POST /webhooks/zoho HTTP/1.1\r\nHost: x\r\n${lines}Transfer-Encoding: chunked\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), ...chunks, Buffer.from('0\r\n\r\n')]);
}

const channelToken = deriveToken(new Secret(testSecret), channelTokenName('1'));
const workflowToken = deriveToken(new Secret(testSecret), 'workflow');

/** A right delivery of each format, as text. */
const rightBody = anyId().chain((id) =>
  fc.constantFrom(
    JSON.stringify({
      server_time: 1750102639787,
      module: 'Deals',
      ids: [id],
      operation: 'update',
      affected_fields: [{ [id]: ['Stage'] }],
      channel_id: '1',
      token: channelToken,
      affected_values: [{ record_id: id, values: { Stage: 'Won' } }],
    }),
    JSON.stringify({ operation: 'create', module: 'Accounts', data: [{ id, Account_Name: 'x' }] }),
    JSON.stringify({ event_type: 'delete', module: 'Notes', record_id: id, record_data: {} }),
    `event_type=update&module=Contacts&record_id=${id}&Last_Name=Doe%20%26%20Sons`,
    `event_type=update&module=Tasks&record_id=${id}&record_data=%7B%22Subject%22%3A%22x%22%7D`,
    `operation=update&module=Calls&data=%5B%7B%22id%22%3A%22${id}%22%7D%5D`,
  ),
);

/** What JSON has room for and no delivery has. */
// By hand: a line for each would be a page.
// prettier-ignore
const oddities = [
  '{"__proto__":{"x":1}}', '1e999', '-0', '1e-999', '9'.repeat(400), '"\\ud800"', '"\\u0000"',
  '['.repeat(500), '{"a":'.repeat(60) + '1' + '}'.repeat(60), '{"toString":1,"valueOf":1}', '',
  '{"constructor":{"prototype":1}}', '[]', 'null', '\u2028', '\ufeff', '%zz%', '&&==&', '%00',
] as const;

// prettier-ignore
const usualHeaders = [
  'X-Zoho-Event-Id', 'X-Request-Id', 'X-Zoho-Signature', 'X-Zoho-Webhook-Token', 'Accept',
  'Content-Type', 'Content-Encoding', 'Host', 'Origin', '__proto__', 'constructor',
  'X-Forwarded-For', 'Range', 'If-None-Match', 'Date', 'Via', 'traceparent',
] as const;

const anyPlace = fc.nat();

/** A right delivery with a piece of it left out, doubled, or put in from somewhere else. */
const mutatedBody = fc
  .tuple(
    rightBody,
    anyPlace,
    fc.nat({ max: 12 }),
    fc.oneof(fc.constantFrom(...oddities), anyText()),
  )
  .map(([text, place, length, odd]) => {
    const at = place % (text.length + 1);
    return Buffer.from(text.slice(0, at) + odd + text.slice(at + length));
  });

/** A right delivery, one of its values another. */
const retypedBody = fc
  .tuple(rightBody, anyPlace, fc.oneof(anyJson(), fc.constantFrom(...oddities)))
  .map(([text, place, value]) => {
    const values = text.match(/"[^"]*"(?!:)|\d{3,}|\[[^\]]*\]/g) ?? [text];
    const replaced = values[place % values.length] ?? '';
    const given = typeof value === 'string' && place % 2 === 0 ? value : JSON.stringify(value);
    return Buffer.from(text.replace(replaced, () => given));
  });

/** A record with values of any kind in its fields, for tests that render it. */
const recordBody = fc.oneof(anyRecord(), fullOfOneValue()).map(({ api, id, fields }) => {
  return Buffer.from(JSON.stringify({ operation: 'update', module: api, data: { ...fields, id } }));
});

/** The same value in every field, now and then one that neither a number nor a text can be made of. */
function fullOfOneValue(): fc.Arbitrary<Pick<CrmRecord, 'api' | 'id' | 'fields'>> {
  const unfit = fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, { length: -1 }, [[]], {});
  return fc
    .tuple(fc.constantFrom(...usualApis), anyId(), fc.oneof(anyJson(), unfit))
    .map(([api, id, value]) => {
      return {
        api,
        id,
        fields: Object.fromEntries(fieldsOf(api).map((field) => [field.api, value])),
      };
    });
}

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  anyJson().map((value) => Buffer.from(JSON.stringify(value))),
  fc.constantFrom(...oddities).map((text) => Buffer.from(text)),
  fc.nat({ max: maxBodyBytes + 100 }).map((length) => Buffer.alloc(length, '[')),
);

const anyBody = fc.oneof(
  { weight: 2, arbitrary: rightBody.map((text) => Buffer.from(text)) },
  { weight: 4, arbitrary: mutatedBody },
  { weight: 4, arbitrary: retypedBody },
  { weight: 3, arbitrary: anyBytes },
  { weight: 3, arbitrary: recordBody },
);

/** Latin-1 without line ends, as far as a client can send it at all. */
const anyHeaderValue = fc.oneof(
  fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,140}$/),
  fc.constantFrom(
    '',
    '\t',
    'a, b',
    'x'.repeat(129),
    '../..',
    '%00',
    '[object Object]',
    '-1',
    'NaN',
  ),
);

const anyHeader = fc.oneof(
  fc.constantFrom<readonly [string, string]>(
    ['Content-Type', 'application/json; charset=utf-16'],
    ['Content-Type', 'application/json; charset="'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Type', 'multipart/form-data; boundary='],
    ['Content-Encoding', 'gzip'],
    ['Content-Encoding', 'identity'],
    ['Expect', '100-continue'],
    ['Expect', 'a miracle'],
    ['Connection', 'close'],
    ['Connection', 'upgrade'],
    ['Upgrade', 'websocket'],
    ['Transfer-Encoding', 'gzip, chunked'],
    ['Content-Length', '5'],
    ['Content-Length', '-1'],
    ['Content-Length', '1e3'],
    ['Cookie', '__proto__=1'],
    ['X-HTTP-Method-Override', 'DELETE'],
  ),
  fc.tuple(fc.constantFrom(...usualHeaders), anyHeaderValue),
);
const anyHeaders: fc.Arbitrary<Headers> = fc.array(anyHeader, { maxLength: 6 });
const anyPlaces = fc.array(anyPlace, { maxLength: 4 });

/** JSON needs no content type; what may be a form says so. */
function typeOf(body: Buffer): Headers {
  return body[0] === 0x7b ? [] : [['Content-Type', 'application/x-www-form-urlencoded']];
}

/** How a sender may prove who it is. */
const anyProof = fc.constantFrom<(body: Buffer) => Headers>(
  (body) => [['X-Zoho-Signature', signatureOf(body)]],
  (body) => [['x-zoho-signature', `sha256=${signatureOf(body).toUpperCase()}`]],
  () => [['X-Zoho-Webhook-Token', workflowToken]],
);

describe('the endpoint', () => {
  let service: ServiceUnderTest;
  let port: number;

  beforeAll(async () => {
    service = await startService({
      WEBHOOK_DEBOUNCE: '0',
      WEBHOOK_MAX_BODY_BYTES: String(maxBodyBytes),
      WEBHOOK_MAX_QUEUE_SIZE: '1000000',
    });
    port = Number(new URL(service.url).port);
  });

  afterAll(async () => {
    await service.stop();
  });

  // First: who fails to prove itself too often is refused what comes in chunks.
  it('answers a right delivery 200 whatever pieces and chunks it comes in', async () => {
    await eventuallyAlways(
      [rightBody, anyPlaces, anyPlaces, fc.boolean()],
      async (text, places, pieces, inChunks) => {
        const body = Buffer.from(text);
        const headers: Headers = [['X-Zoho-Signature', signatureOf(body)], ...typeOf(body)];
        const request = inChunks ? chunked(body, headers, places) : requestFor(body, headers);

        const { answers } = await exchange(port, cut(request, pieces), 1);

        expect(answers.map(({ status }) => status)).toEqual([200]);
        answers.forEach(expectOurs);
      },
      200,
    );
  });

  it('answers any signed body, with any headers, in any pieces', async () => {
    await eventuallyAlways(
      [anyBody, anyProof, anyHeaders, anyPlaces],
      async (body, proof, headers, places) => {
        const request = requestFor(body, [...proof(body), ...typeOf(body), ...headers]);

        const { answers, wasReset } = await exchange(port, cut(request, places), 1);

        answers.forEach(expectOurs);
        if (!wasReset) expect(answers).toHaveLength(1);
      },
      1000,
    );
  });

  it('refuses any body without a proof, and every wrong one, with 401 or as what it can not take', async () => {
    await eventuallyAlways(
      [anyBody, anyHeaders, anyPlaces],
      async (body, headers, places) => {
        const forged = Buffer.from(body.toString('latin1').replaceAll(channelToken, 'x'), 'latin1');
        const request = requestFor(forged, headers);

        const { answers, wasReset } = await exchange(port, cut(request, places), 1);

        if (!wasReset) expect(answers).toHaveLength(1);
        answers.forEach(expectOurs);
        expect(answers.map(({ status }) => status)).not.toContain(200);
      },
      300,
    );
  });

  it('answers requests that come at once one after the other, each as if it came alone', async () => {
    // One that isn't read to its end would end the connection.
    const fitting = anyBody.filter((body) => body.length <= maxBodyBytes);
    await eventuallyAlways(
      [fc.array(fitting, { minLength: 2, maxLength: 6 }), anyPlaces],
      async (bodies, places) => {
        const requests = bodies.map((body) =>
          requestFor(body, [['X-Zoho-Signature', signatureOf(body)]]),
        );
        const bytes = cut(Buffer.concat(requests), places);

        const { answers } = await exchange(port, bytes, bodies.length);

        answers.forEach(expectOurs);
        expect(answers).toHaveLength(bodies.length);
      },
      60,
    );
  });

  it('answers any path and method, none of them 500', async () => {
    const methods = fc.constantFrom('POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE');
    const parts = fc.oneof(
      fc.constantFrom('/webhooks', '/zoho', '/%', '/%ff', '/%00', '//', '/..', '/%2e%2e', '*'),
      fc.constantFrom('http://y/', '?a[__proto__]=1', '?%', ';', '/__proto__', '/dead-letters'),
      fc.stringMatching(/^[\x21-\x7e]{0,20}$/),
    );
    const paths = fc.array(parts, { maxLength: 4 }).map((list) => list.join(''));
    await eventuallyAlways(
      [methods, paths, rightBody, anyHeaders],
      async (method, path, text, headers) => {
        const body = Buffer.from(text);
        const signed: Headers = [['X-Zoho-Signature', signatureOf(body)], ...headers];
        const request = requestFor(body, signed, `${method} /webhooks${path}`);

        const { answers, wasReset } = await exchange(port, [request], 1);

        answers.forEach(expectOurs);
        if (!wasReset) expect(answers).toHaveLength(1);
      },
      200,
    );
  });

  it('survives requests that break off anywhere, or are not HTTP at all', async () => {
    const broken = fc.oneof(
      fc.tuple(anyBody, anyHeaders, anyPlace).map(([body, headers, place]) => {
        const request = requestFor(body, [['X-Zoho-Signature', signatureOf(body)], ...headers]);
        return request.subarray(0, place % request.length);
      }),
      fc.tuple(anyBody, anyPlaces, anyPlace, anyPlace).map(([body, places, place, byte]) => {
        const request = chunked(body, [['X-Zoho-Signature', signatureOf(body)]], places);
        request[place % request.length] = byte & 0xff;
        return request;
      }),
      fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    );
    await eventuallyAlways(
      [broken, anyPlaces],
      async (bytes, places) => {
        const { answers } = await exchange(port, cut(bytes, places));

        answers.forEach(expectOurs);
      },
      300,
    );
  });

  it('lives on after all that: what it took is in memory, but what has no contents', async () => {
    const right = { operation: 'update', module: 'Accounts', data: [{ id: 'after-all' }] };
    const accepted = await service.deliver(right).expect(200);

    expect(accepted.body).toMatchObject({ status: 'accepted', records: 1 });
    await service.get('/health/live').expect(200);
    await service.get('/health/ready').expect(200);
    await eventually(async () => {
      const metrics = await service.get('/webhooks/metrics').expect(200);
      expect(metrics.body).toMatchObject({ current_queue_size: 0 });
      await service.get('/records/Accounts/after-all').expect(200);
    });
    const { groups } = (await service.get('/dead-letters').expect(200)).body as DeadLetters;
    // Of a change that came without data there is nothing to tell, without a CRM to ask.
    expect(groups.filter(({ code }) => code !== 'payloads.unknown_contents')).toEqual([]);
  });
});
