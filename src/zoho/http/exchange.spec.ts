import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { expectLinear } from '../../../test/support/linear-time.js';
import { exchange, isPage } from './exchange.js';

describe('an answer that is no JSON', () => {
  it.each([
    ['<!DOCTYPE html><p>', true],
    ['\ufeff <html lang="en">', true],
    ['<!-- a --> <!-- b --><body>', true],
    ['<!-- a > b --><head>', true],
    ['<!-- <html> -->text', false],
    ['<htmlish>', false],
    ['Bad gateway', false],
  ])('%j is a page: %s', (text, is) => {
    expect(isPage(text)).toBe(is);
  });

  it.each(['<!-- a -->', '<!-- ', ' ', '<'])(
    'of many %j takes no longer than its length',
    (piece) => {
      expectLinear((n) => isPage(`${piece.repeat(n)}x`));
    },
  );
});

const run = promisify(execFile);
const hasOpenssl = await run('openssl', ['version']).then(
  () => true,
  () => false,
);
const itWithOpenssl = hasOpenssl ? it : it.skip;

itWithOpenssl(
  'names a certificate that is not trusted, and the remedy (needs openssl)',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zoho-sync-test-tls-'));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', keyFile, '-out', certFile, '-days', '1', '-subj', '/CN=localhost'],
    ]);
    const [key, cert] = await Promise.all([readFile(keyFile), readFile(certFile)]);
    const server = createServer({ key, cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const failure = exchange(
      `https://127.0.0.1:${port}/`,
      {},
      { subject: '3 Deals', timeoutMs: 10_000, maxBytes: 1000 },
    );

    await expect(failure).rejects.toMatchObject({
      code: 'zoho.unavailable',
      message: expect.stringMatching(/DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/),
    });
    server.close();
    await rm(folder, { recursive: true });
  },
);
