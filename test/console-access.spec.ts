import { once } from 'node:events';
import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Test } from 'supertest';

import { loginLink } from '../src/access/login-link.js';
import { type Overview } from '../src/console/overview/overview.js';
import { Secret } from '../src/kernel/secret.js';
import { eventually } from './support/eventually.js';
import { startProcess } from './support/child-process.js';
import { type ServiceUnderTest, startService } from './support/running-service.js';
import { testToken as token } from './support/test-settings.js';

const readToken = 'for-those-who-only-read-and-never-act';

/** What a stream has said so far, event by event. */
interface Followed {
  readonly status: number;
  readonly events: readonly { readonly id: string; readonly overview: Overview }[];
  readonly ended: Promise<void>;
  readonly stop: () => void;
}

async function follow(url: string, headers: Readonly<Record<string, string>>): Promise<Followed> {
  const stopping = new AbortController();
  const response = await fetch(`${url}/console/events`, { headers, signal: stopping.signal });
  const events: { id: string; overview: Overview }[] = [];
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString();
      const whole = text.split('\n\n');
      text = whole.pop() ?? '';
      for (const event of whole) {
        const [, id, data] = /^id: (\S+)\nevent: overview\ndata: (.*)$/.exec(event) ?? [];
        if (id !== undefined) events.push({ id, overview: JSON.parse(data ?? '') as Overview });
      }
    }
  };
  return {
    status: response.status,
    events,
    ended: read().catch(() => undefined),
    stop: () => {
      stopping.abort();
    },
  };
}

describe('the session of a browser', () => {
  let service: ServiceUnderTest;
  let own: Readonly<Record<string, string>>;

  beforeAll(async () => {
    service = await startService({ READ_TOKEN: readToken });
    own = { origin: service.url };
  });

  afterAll(async () => {
    await service.stop();
  });

  const logIn = (body: object, headers: Readonly<Record<string, string>> = own): Test =>
    request(service.url).post('/console/session').set(headers).send(body);
  const cookieOf = async (body: object): Promise<string> => {
    const answer = await logIn(body).expect(200);
    return /^[^;]+/.exec(answer.get('set-cookie')?.[0] ?? '')?.[0] ?? '';
  };

  it('is begun with a token, and says what it may do', async () => {
    const admin = await logIn({ token }).expect(200);
    const reader = await logIn({ token: readToken }).expect(200);

    const modules = service.settings.queue.modules;
    expect(admin.body).toEqual({ token: 'ADMIN_TOKEN', may_act: true, closed: false, modules });
    expect(reader.body).toEqual({ token: 'READ_TOKEN', may_act: false, closed: false, modules });
    expect(admin.get('set-cookie')).toEqual([
      expect.stringMatching(
        /^zoho_sync_session=\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it('opens the routes that the token opens, and no others', async () => {
    const [admin, reader] = [await cookieOf({ token }), await cookieOf({ token: readToken })];
    const sync = (cookie: string): Test =>
      request(service.url)
        .post('/sync')
        .set({ ...own, cookie })
        .send({ kind: 'no such' });

    await request(service.url).get('/dead-letters').set({ cookie: reader }).expect(200);
    await sync(admin).expect(400);
    await sync(reader).expect(403, /READ_TOKEN may only read/);
    await sync(`${admin}x`).expect(401);
    await sync('zoho_sync_session=').expect(401);
  });

  it.each([
    ['another site', { origin: 'http://evil.example' }],
    ['nobody knows whom', {}],
    ['another site by way of us', { 'sec-fetch-site': 'cross-site' }],
  ])('acts for no request that %s had sent', async (_, headers) => {
    const cookie = await cookieOf({ token });
    const answer = await request(service.url)
      .delete('/dead-letters')
      .set({ ...headers, cookie })
      .send({ all: true });

    expect(answer.status).toBe(403);
  });

  it.each([
    ['a wrong token', { token: `${token}x` }, 401],
    ['a part of a token', { token: token.slice(0, 32) }, 401],
    ['a made-up code', { code: '9999999999999.AAAAAAAAAAAAAAAA.BBBB' }, 401],
    ['nothing', {}, 400],
    ['a number', { token: 1 }, 400],
  ])('is not begun with %s', async (_, body, status) => {
    const answer = await logIn(body).expect(status);

    expect(answer.get('set-cookie')).toBeUndefined();
  });

  it('is not begun by another site, nor by a form', async () => {
    await logIn({ token }, { origin: 'http://evil.example' }).expect(403);
    await request(service.url)
      .post('/console/session')
      .set(own)
      .type('form')
      .send(`token=${token}`)
      .expect(415);
  });

  it('is begun by a login link once, and with no other token', async () => {
    const codeFor = (secret: string): string =>
      loginLink('', new Secret(secret), Date.now()).split('=')[1] ?? '';
    const code = codeFor(token);

    await logIn({ code: codeFor('another-token') }).expect(401);
    await logIn({ code }).expect(200);
    await logIn({ code }).expect(401);
    const reader = await logIn({ code: codeFor(readToken) }).expect(200);
    expect(reader.body).toMatchObject({ token: 'READ_TOKEN' });
  });

  it('ends in the browser', async () => {
    const cookie = await cookieOf({ token });
    const ask = request(service.url).get('/console/session');
    expect((await ask.set({ cookie })).body).toMatchObject({ token: 'ADMIN_TOKEN' });

    const answer = await request(service.url)
      .delete('/console/session')
      .set({ ...own, cookie });

    expect(answer.status).toBe(204);
    expect(answer.get('set-cookie')?.[0]).toContain('zoho_sync_session=; Path=/; Max-Age=0');
  });
});

describe('the stream of the console', () => {
  let service: ServiceUnderTest;
  const headers = { authorization: `Bearer ${token}` };

  beforeAll(async () => {
    service = await startService();
  });

  afterAll(async () => {
    await service.stop();
  });

  it('is for whoever may read', async () => {
    const stranger = await follow(service.url, {});
    expect(stranger.status).toBe(401);
  });

  it('tells what is, and again only what has changed', async () => {
    const stream = await follow(service.url, headers);
    await eventually(() => {
      expect(stream.events.length).toBeGreaterThan(0);
    });
    expect(stream.events[0]?.overview).toMatchObject({ from_crm: false, queue: { waiting: 0 } });

    await service.deliver({ operation: 'create', module: 'Leads', data: [{ id: '1' }] });
    await eventually(() => {
      expect(stream.events.at(-1)?.overview.totals).toMatchObject({ deliveries: 1, refused: 1 });
    });
    const all = stream.events.map(({ overview }) => JSON.stringify({ ...overview, at: '' }));
    stream.stop();

    expect(all.filter((each, index) => each === all[index - 1])).toEqual([]);
    expect(new Set(stream.events.map(({ id }) => id)).size).toBe(all.length);
  });

  it('goes on where a browser was that comes back', async () => {
    const first = await follow(service.url, headers);
    // Rates go on falling for a minute; while somebody else watches, what is known stays known.
    await eventually(() => {
      expect(first.events.length).toBeGreaterThan(0);
    });
    const seen = first.events.at(-1)?.id ?? '';
    const [again, stranger] = await Promise.all([
      follow(service.url, { ...headers, 'last-event-id': seen }),
      follow(service.url, { ...headers, 'last-event-id': 'of-another-process-7' }),
    ]);
    await eventually(() => {
      expect(stranger.events.length).toBeGreaterThan(0);
    });
    for (const { stop } of [first, again, stranger]) stop();

    expect(again.events.map(({ id }) => id)).not.toContain(seen);
  });

  it('has room for fifty, and for others once they have gone', async () => {
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => follow(service.url, headers)),
    );
    const late = await follow(service.url, headers);
    expect(streams.every(({ status }) => status === 200)).toBe(true);
    expect(late.status).toBe(503);

    for (const { stop } of streams) stop();
    await eventually(async () => {
      const next = await follow(service.url, headers);
      next.stop();
      expect(next.status).toBe(200);
    });
    const server = service.app.getHttpServer();
    expect(server.listening).toBe(true);
  });

  it('ends when the service does, which is not held up by it', async () => {
    const web = await startProcess({ SHUTDOWN_TIMEOUT: '20s', LOG_LEVEL: 'info' });
    await web.untilReady();
    const stream = await follow(web.url, headers);
    await eventually(() => {
      expect(stream.events.length).toBeGreaterThan(0);
    });

    // As a browser does, which expects to need it soon.
    const silent = connect(Number(new URL(web.url).port), '127.0.0.1');
    await once(silent, 'connect');

    web.kill('SIGTERM');
    const [{ code, stdout }] = await Promise.all([web.ended, stream.ended]);

    expect(code).toBe(0);
    expect(stdout).toContain('"service.stopped"');
    silent.destroy();
  });
});
