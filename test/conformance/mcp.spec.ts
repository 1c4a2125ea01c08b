import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SyncedCrm } from '../support/synced-crm.js';

const readToken = 'reader-0123456789-0123456789-0123456789';

/** The tool knows no tokens: this passes on what it sends, with one. */
function withToken(target: string): Server {
  return createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    const authorization = `Bearer ${readToken}`;
    const passed = request(new URL(url, target), {
      method,
      headers: { ...headers, authorization },
    });
    passed.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
}

interface Check {
  readonly id: string;
  readonly status: string;
}

describe("the protocol's own conformance tool", () => {
  let crm: SyncedCrm;
  let proxy: Server;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    crm = await SyncedCrm.start({ READ_TOKEN: readToken });
    crm.created('Accounts', { Account_Name: 'Acme' });
    await crm.untilQuiet();
    proxy = withToken(crm.service.url);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mcp`;
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-conformance-'));
  });

  afterAll(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await crm.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function checksOf(scenario: string): Promise<readonly Check[]> {
    const node = process.env['CONFORMANCE_NODE'] ?? '';
    const tool = process.env['CONFORMANCE_TOOL'] ?? '';
    const flags = ['server', '--url', url, '--scenario', scenario, '-o', folder];
    // It ends with 1 where a check fails: its results tell which.
    await new Promise((resolve) =>
      execFile(node, [tool, ...flags, '--spec-version', '2026-07-28'], resolve),
    );
    const made = (await readdir(folder)).find((name) => name.includes(scenario)) ?? '';
    return JSON.parse(await readFile(join(folder, made, 'checks.json'), 'utf8')) as Check[];
  }

  /**
   * What needs tools of the kit's own, which do nothing but show one part of the protocol, prompts, of which there are none, or a list
   * of tools that changes.
   */
  const without: Readonly<Record<string, readonly string[]>> = {
    'server-stateless': [
      'sep-2575-http-server-no-independent-requests-on-stream',
      'sep-2575-missing-capability-http-400',
      'sep-2575-server-no-log-without-loglevel',
      'sep-2575-server-rejects-undeclared-capability',
      'sep-2575-server-sends-tools-list-changed-on-subscription',
    ],
    caching: ['sep-2549-prompts-list-caching-hints'],
  };

  it.each([
    ...['tools-list', 'resources-list', 'server-stateless', 'http-header-validation'],
    ...['dns-rebinding-protection', 'caching', 'sep-2164-resource-not-found'],
  ])('%s', async (scenario) => {
    const checks = await checksOf(scenario);
    const failed = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');

    expect(checks.filter(({ status }) => status === 'SUCCESS')).not.toEqual([]);
    expect(failed.map(({ id }) => id).sort()).toEqual(without[scenario] ?? []);
  });
});
