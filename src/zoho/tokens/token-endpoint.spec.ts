import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Secret } from '../../kernel/secret.js';
import {
  type ScriptedReply,
  type ScriptedServer,
  startScriptedServer,
} from '../../../test/support/scripted-server.js';
import { requestToken } from './token-endpoint.js';
import { tokenError } from './token-error.js';

const nowMs = Date.parse('2026-11-23T10:00:00Z');
const credentials = {
  clientId: '1000.CLIENT',
  clientSecret: new Secret('s3cret&more'),
  refreshToken: new Secret('1000.refresh'),
};

describe('requestToken', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer();
  });
  afterAll(() => server.close());

  function ask(reply: ScriptedReply) {
    server.play(() => reply);
    const timeoutMs = reply.fault === 'silent' ? 200 : 10_000;
    return requestToken({ accountsUrl: server.url, credentials, timeoutMs, nowMs });
  }

  it('posts the credentials as a form and never in the URL', async () => {
    await ask({ json: { access_token: '1000.access', expires_in: 3600 } });

    const [request] = server.received;
    expect(request).toMatchObject({ method: 'POST', path: '/oauth/v2/token' });
    expect([...request!.query]).toEqual([]);
    expect(request!.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request!.body))).toEqual({
      grant_type: 'refresh_token',
      client_id: '1000.CLIENT',
      client_secret: 's3cret&more',
      refresh_token: '1000.refresh',
    });
  });

  it.each([
    [{ expires_in: 3600 }, 3_600_000],
    [{ expires_in: 1200 }, 1_200_000],
    [{ expires_in: 3_600_000, expires_in_sec: 3600 }, 3_600_000],
    [{ expires_in: 99_999_999 }, 3_600_000],
    [{}, 3_600_000],
    [{ expires_in: 'soon' }, 3_600_000],
  ])('reads the lifetime of %j', async (times, lifetimeMs) => {
    const answer = await ask({ json: { access_token: '1000.access', ...times } });

    expect(answer).toMatchObject({ status: 'issued', token: '1000.access', lifetimeMs });
  });

  it.each([
    ['https://www.zohoapis.eu', 'https://www.zohoapis.eu'],
    ['https://evil.example', undefined],
  ])('makes of the API domain %s %s', async (domain, apiDomain) => {
    const answer = await ask({ json: { access_token: '1000.access', api_domain: domain } });

    expect(answer).toMatchObject({ status: 'issued', apiDomain });
  });

  it.each<[string, ScriptedReply, readonly [string, string, number]]>([
    ['a revoked token', { json: { error: 'invalid_code' } }, ['rejected', 'invalid_code', 60]],
    ['a bad client', { json: { error: 'invalid_client' } }, ['rejected', 'invalid_client', 60]],
    [
      'a bad client that is explained',
      { status: 400, json: { error: 'invalid_client', error_description: 'x', status: 'failure' } },
      ['rejected', 'invalid_client', 60],
    ],
    ['the throttle', { json: { error: 'Access Denied' } }, ['throttled', 'Access Denied', 600]],
    [
      'the throttle in Chinese',
      {
        status: 400,
        json: { error: '拒绝访问', error_description: '您已连续提出过多请求。', status: 'failure' },
      },
      ['throttled', '拒绝访问', 600],
    ],
    [
      'the throttle in Spanish, with 200',
      { json: { error: 'Acceso denegado', error_description: 'Demasiadas solicitudes.' } },
      ['throttled', 'Acceso denegado', 600],
    ],
    [
      'a failure that only has an explanation',
      { status: 403, json: { error_description: 'Zu viele Anfragen.' } },
      ['throttled', 'Zu viele Anfragen.', 600],
    ],
    ['a failure without words', { json: { status: 'failure' } }, ['throttled', 'HTTP 200', 600]],
    [
      'a longer Retry-After',
      { status: 429, headers: { 'retry-after': '900' } },
      ['throttled', 'HTTP 429', 900],
    ],
    ['another error', { json: { error: 'general_error' } }, ['unknown', 'general_error', 5]],
    [
      'a word that means to be seen otherwise',
      { json: { error: `\u202eno\u0007\n\u001b[31m${'x'.repeat(500)}` } },
      ['unknown', `no [31m${'x'.repeat(112)}…`, 5],
    ],
    ['the name of a method', { json: { error: 'constructor' } }, ['unknown', 'constructor', 5]],
    [
      'a word that repeats the secrets',
      { json: { error: 'no 1000.refresh of s3cret&more' } },
      ['unknown', 'no *** of ***', 5],
    ],
    ['an outage', { status: 503, text: '<html>' }, ['unavailable', 'an HTML page, HTTP 503', 5]],
    [
      'a page',
      { text: '\n<!DOCTYPE html><html>sign in</html>' },
      ['unavailable', 'an HTML page, HTTP 200', 5],
    ],
    ['other text', { text: 'Jane Doe' }, ['unavailable', 'no JSON, HTTP 200', 5]],
    ['nothing', {}, ['unavailable', 'nothing in it, HTTP 200', 5]],
    [
      'a token that no header can hold',
      { json: { access_token: 'a\r\nb' } },
      ['unavailable', 'HTTP 200', 5],
    ],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://evil.example/' } },
      ['unavailable', 'a redirect, HTTP 307', 5],
    ],
    ['silence', { fault: 'silent' }, ['unavailable', 'zoho.timeout', 5]],
    ['a hang-up', { fault: 'cut' }, ['unavailable', 'zoho.unavailable', 5]],
    ['too much', { text: 'x'.repeat(70_000) }, ['unavailable', 'zoho.bad_answer', 5]],
  ])('understands %s', async (_what, reply, [kind, reason, quietSeconds]) => {
    expect(await ask(reply)).toEqual({
      status: 'failed',
      failure: { kind, reason, untilMs: nowMs + quietSeconds * 1000, inARow: 1 },
    });
  });
});

describe('tokenError', () => {
  it.each([
    ['throttled', 'zoho.token_throttled', 42_000],
    ['rejected', 'zoho.credentials_rejected', 60_000],
    ['unknown', 'zoho.token_refused', 42_000],
    ['unavailable', 'zoho.token_unavailable', 42_000],
  ] as const)('pauses the work for a token that is %s', (kind, code, forMs) => {
    const error = tokenError({ kind, reason: 'why', untilMs: nowMs + 42_000, inARow: 1 }, nowMs);

    expect(error).toMatchObject({ code, retry: { kind: 'pause', forMs } });
  });
});
