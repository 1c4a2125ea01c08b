import { Writable } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { Secret } from '../kernel/secret.js';
import { formatFor, redactedPaths } from './logging.module.js';

function logged(entry: object): string {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = pino({ redact: { paths: redactedPaths, censor: '[redacted]' } }, stream);
  logger.info(entry);
  return lines.join('');
}

describe('what is logged', () => {
  it.each([
    { secret: 'hush' },
    { token: 'hush' },
    { password: 'hush' },
    { access_token: 'hush', refresh_token: 'hush', client_secret: 'hush' },
    { authorization: 'Bearer hush' },
    { headers: { authorization: 'Bearer hush', 'x-zoho-signature': 'hush', cookie: 'hush' } },
    { headers: { 'x-zoho-webhook-token': 'hush', 'x-api-key': 'hush' } },
    { settings: { webhook: { secret: new Secret('hush') } } },
  ])('holds no secret of %j', (entry) => {
    expect(logged({ event: 'test', ...entry })).not.toContain('hush');
  });

  it('is JSON, and for people on a terminal alone', () => {
    expect(formatFor(false)).toEqual({});
    expect(formatFor(true)).toMatchObject({ transport: { target: 'pino-pretty' } });
  });

  it('holds everything else', () => {
    expect(logged({ event: 'record.synced', recordId: '1' })).toContain('"recordId":"1"');
  });
});
