import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';

import { Secret } from '../src/kernel/secret.js';
import { deriveToken } from '../src/kernel/signing.js';
import { MemorySink } from '../src/memory/memory-sink.js';
import { eventually } from './support/eventually.js';
import { type ServiceUnderTest, signatureOf, startService } from './support/running-service.js';
import { testSecret } from './support/test-settings.js';

const token = deriveToken(new Secret(testSecret), 'workflow');
const formType = 'application/x-www-form-urlencoded';

type Fields = Readonly<Record<string, string>>;

interface Shape {
  readonly body: string;
  /** Undefined: none is sent. */
  readonly contentType?: string;
  readonly query?: string;
}

function formOf(fields: Fields): string {
  return new URLSearchParams(fields).toString();
}

function partsOf(fields: Fields): string {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--a-b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--a-b--\r\n`;
}

/** The shapes in which a workflow rule can send its parameters. */
const shapes: Readonly<Record<string, (fields: Fields) => Shape>> = {
  JSON: ({ module, event_type, record_id, ...record_data }) => ({
    body: JSON.stringify({ module, event_type, record_id, record_data }),
    contentType: 'application/json',
  }),
  'a form': (fields) => ({ body: formOf(fields), contentType: formType }),
  'a form without a content type': (fields) => ({ body: formOf(fields) }),
  'a form of parts': (fields) => ({
    body: partsOf(fields),
    contentType: 'multipart/form-data; boundary=a-b',
  }),
  'parameters in the URL': (fields) => ({
    body: '',
    contentType: formType,
    query: formOf(fields),
  }),
};

/** Without credentials, so that memory shows what was understood. */
describe('a workflow webhook', () => {
  let service: ServiceUnderTest;

  beforeAll(async () => {
    service = await startService({ WEBHOOK_DEBOUNCE: '0' });
  });

  afterAll(async () => {
    await service.stop();
  });

  const send = ({ body, contentType, query }: Shape, headers: Fields): Test => {
    const sent = request(service.url)
      .post(`/webhooks/zoho${query === undefined ? '' : `?${query}`}`)
      .set(headers)
      .serialize((value: unknown) => value as string);
    if (contentType === undefined) return sent.unset('content-type').send(Buffer.from(body));
    return sent.set('content-type', contentType).send(body);
  };
  const byHeader = { 'x-zoho-webhook-token': token };
  const untilRemembered = (id: string, text: string): Promise<void> =>
    eventually(async () => {
      const document = await service.app.get(MemorySink, { strict: false }).get(`Deals/${id}`);
      expect(document?.body ?? '').toContain(text);
    });

  describe.each(Object.entries(shapes))('as %s', (name, shapeOf) => {
    const about = { module: 'Deals', event_type: 'create' };
    const idOf = (what: string): string => `${name.replaceAll(' ', '-')}-${what}`;

    it('is remembered with its fields', async () => {
      const record_id = idOf('api');
      const shape = shapeOf({ ...about, record_id, Deal_Name: 'Pilot & Söhne' });

      const response = await send(shape, byHeader).expect(200);

      expect(response.body).toMatchObject({ status: 'accepted', records: 1 });
      await untilRemembered(record_id, 'Pilot & Söhne');
    });

    it('is authentic by a token in the URL', async () => {
      const record_id = idOf('token');
      const shape = shapeOf({ ...about, record_id, Deal_Name: 'By token' });
      const query = ['token=' + token, shape.query].filter(Boolean).join('&');

      await send({ ...shape, query }, {}).expect(200);
      await send({ ...shape, query: query.replace(token, 'x'.repeat(43)) }, {}).expect(401);
      await send({ ...shape, query: `${query}&token=${token}` }, {}).expect(401);

      await untilRemembered(record_id, 'By token');
    });
  });

  it.each(['a form', 'a form of parts', 'parameters in the URL'])(
    'as %s may call its fields and its id as the CRM labels them',
    async (name) => {
      const id = `label-${name.replaceAll(' ', '-')}`;
      const fields = { Module: 'Deals', 'Deal Id': id, 'Deal Name': 'Labelled', Stage: 'Won' };

      await send(shapes[name]!(fields), byHeader).expect(200);

      await untilRemembered(id, 'Labelled');
    },
  );

  it('is told which names would do for one that nobody knows', async () => {
    const fields = { module: 'Deals', id: '1', 'Nombre del trato': 'Piloto' };

    const response = await send(shapes['a form']!(fields), byHeader).expect(400);

    expect(JSON.stringify(response.body)).toContain('Deal_Name');
    expect(JSON.stringify(response.body)).not.toMatch(/Nombre|Piloto/);
  });

  it('keeps no file', async () => {
    const file = '--a-b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nbytes\r\n';
    const { body, ...shape } = shapes['a form of parts']!({
      module: 'Deals',
      id: 'file',
      Deal_Name: 'Kept',
    });

    await send({ ...shape, body: file + body }, byHeader).expect(200);

    await untilRemembered('file', 'Kept');
  });

  it('in the URL is not vouched for by a signature, which is over the body alone', async () => {
    const shape = shapes['parameters in the URL']!({ module: 'Deals', record_id: '1' });

    await send(shape, { 'x-zoho-signature': signatureOf('') }).expect(400);
  });

  it.each([
    ['in the URL', 'parameters in the URL', 1],
    ['in a form', 'a form', 2],
  ])('that comes twice %s is known by its event id and by what it says', async (_, name, at) => {
    const shape = (text: string): Shape =>
      shapes[name]!({ module: 'Deals', record_id: `again-${at}`, Deal_Name: text });
    const headers = { ...byHeader, 'x-zoho-event-id': `again-${at}` };
    const statuses: unknown[] = [];

    for (const text of ['one', 'one', 'other']) {
      const response = await send(shape(text), headers).expect(200);
      statuses.push((response.body as { status: unknown }).status);
    }

    expect(statuses).toEqual(['accepted', 'duplicate', 'accepted']);
  });

  it.each<[string, () => Shape, string]>([
    [
      'records',
      () => ({
        body: JSON.stringify({
          module: 'Deals',
          data: Array.from({ length: 1001 }, (_, id) => ({ id: `${id}` })),
        }),
        contentType: 'application/json',
      }),
      '1000 records',
    ],
    [
      'fields',
      () => ({
        body: JSON.stringify({
          module: 'Deals',
          record_id: '1',
          record_data: Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, 1])),
        }),
        contentType: 'application/json',
      }),
      '1000 fields',
    ],
    ['parameters', () => ({ body: 'a=1&'.repeat(1001), contentType: formType }), '1000 parameters'],
  ])('with more %s than the limit is answered 413, which names it', async (_, shapeOf, named) => {
    const response = await send(shapeOf(), byHeader).expect(413);

    expect(response.body).toMatchObject({ error: 'Payload Too Large' });
    expect(JSON.stringify(response.body)).toContain(named);
  });

  it('with a time is authentic by a signature over that, the event id and the body', async () => {
    const body = JSON.stringify({ module: 'Deals', record_id: 'timed' });
    const seconds = Math.floor(Date.now() / 1000);
    const timed = (at: number, eventId: string): Test =>
      send(
        { body, contentType: 'application/json' },
        {
          'x-zoho-timestamp': String(at),
          'x-zoho-event-id': eventId,
          'x-zoho-signature': signatureOf(`${at}.${eventId}.${body}`),
        },
      );

    await timed(seconds, 'evt-timed').expect(200);
    await timed(seconds, '').expect(200);
    await timed(seconds - 400, 'evt-timed').expect(401);
  });
});
