import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import request, { type Test } from 'supertest';

import { type Settings } from '../../src/config/settings.js';
import { Secret } from '../../src/kernel/secret.js';
import { hmacSha256 } from '../../src/kernel/signing.js';
import { serve, type RunningService } from '../../src/serve.js';
import { testSecret, testSettings, testToken } from './test-settings.js';

export interface ServiceUnderTest extends RunningService {
  readonly settings: Settings;
  /** A delivery signed as it should be, with an id of its own; `headers` come on top. */
  deliver(body: object | string | Buffer, headers?: Readonly<Record<string, string>>): Test;
  /** A GET as an operator sends it. */
  get(path: string): Test;
  /** A delivery as it is given, with no proof of who sent it. */
  deliverUnsigned(body: object | string | Buffer, headers?: Readonly<Record<string, string>>): Test;
}

/** The service, in this process, on a port of its own, with a memory folder that goes when it stops. */
export async function startService(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Promise<ServiceUnderTest> {
  const memory = await mkdtemp(join(tmpdir(), 'zoho-sync-test-memory-'));
  const settings = testSettings({ MEMORY_PATH: memory, ...overrides });
  const service = await serve(settings);
  const deliverUnsigned: ServiceUnderTest['deliverUnsigned'] = (body, headers = {}) =>
    request(service.url)
      .post('/webhooks/zoho')
      .set({ 'content-type': 'application/json', ...headers })
      .serialize((value: unknown) => value as string)
      .send(bytesOf(body));
  return {
    ...service,
    settings,
    deliverUnsigned,
    get: (path) => asOperator(service.url).get(path),
    deliver: (body, headers = {}) =>
      deliverUnsigned(body, {
        'x-zoho-signature': signatureOf(body),
        'x-zoho-event-id': randomUUID(),
        ...headers,
      }),
    stop: async () => {
      await service.stop();
      await rm(memory, { recursive: true, force: true });
    },
  };
}

/** Whoever shows the operators' token with every request. */
export function asOperator(url: string): ReturnType<typeof request.agent> {
  return request.agent(url).set('authorization', `Bearer ${testToken}`);
}

export function signatureOf(body: object | string | Buffer, secret = testSecret): string {
  return hmacSha256(new Secret(secret), bytesOf(body)).toString('hex');
}

function bytesOf(body: object | string | Buffer): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
