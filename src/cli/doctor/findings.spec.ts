import { describe, expect, it } from '@jest/globals';

import { type AccessReport } from '../../zoho/tokens/access-probe.js';
import { addressFinding, type AddressAnswer, placeFinding } from './address-findings.js';
import { type FieldReport } from '../../zoho/records/field-lessons.js';
import { fieldFindings } from './field-findings.js';
import { type Finding } from '../../examination/finding.js';
import { redisFindings } from '../../examination/redis-findings.js';
import { accessFindings, clockFinding } from './zoho-findings.js';

const shown = (findings: readonly Finding[]): readonly string[] =>
  findings
    .filter(({ status }) => status !== 'ok')
    .map(({ status, subject }) => `${status} ${subject}`);

describe('redisFindings', () => {
  const well = {
    redis_version: '7.0.15',
    role: 'master',
    maxmemory_policy: 'noeviction',
    aof_enabled: '1',
    aof_last_write_status: 'ok',
    maxmemory: '0',
    used_memory: '1000',
  };
  const info = (changes: Readonly<Record<string, string | undefined>> = {}): string => {
    const facts: Record<string, string | undefined> = { ...well, ...changes };
    const lines = Object.entries(facts).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}:${value}`],
    );
    return `# Server\r\n${lines.join('\r\n')}\r\n`;
  };

  it('finds nothing wrong with a Redis that keeps what it is given', () => {
    expect(redisFindings(info()).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
  });

  it.each([
    ['evicts', { maxmemory_policy: 'allkeys-lru' }, 'failure Redis eviction'],
    ['evicts what expires', { maxmemory_policy: 'volatile-lru' }, 'failure Redis eviction'],
    ['does not tell its policy', { maxmemory_policy: undefined }, 'warning Redis eviction'],
    ['keeps nothing on disk', { aof_enabled: '0' }, 'warning Redis persistence'],
    ['does not tell what it keeps', { aof_enabled: undefined }, 'warning Redis persistence'],
    ['can not write', { aof_last_write_status: 'err' }, 'failure Redis persistence'],
    ['is a replica', { role: 'slave' }, 'failure Redis role'],
    ['is nearly full', { maxmemory: '1100' }, 'warning Redis memory'],
    ['is old', { redis_version: '6.0.16' }, 'warning Redis version'],
    ['does not tell its version', { redis_version: undefined }, 'warning Redis version'],
  ])('finds one that %s', (_, changes, expected) => {
    expect(shown(redisFindings(info(changes)))).toEqual([expected]);
  });
});

describe('addressFinding', () => {
  const refusal = (statusCode: number): string =>
    JSON.stringify({ statusCode, error: 'Any', message: ['in any words'] });
  const answer = (status: number, body = ''): AddressAnswer => ({ kind: 'answer', status, body });

  it.each<[string, AddressAnswer, Finding['status']]>([
    ['refuses an unsigned delivery', answer(401, refusal(401)), 'ok'],
    ['takes nothing now', answer(503, refusal(503)), 'warning'],
    ['is down behind its proxy', answer(503, '<html>'), 'failure'],
    ['redirects', answer(301), 'failure'],
    ['is another service', answer(401, 'Unauthorized'), 'failure'],
    ['is a like one', answer(401, '{"statusCode":401,"message":"Unauthorized"}'), 'failure'],
    ['refuses in the name of another answer', answer(401, refusal(404)), 'failure'],
    ['takes everything', answer(200, '{}'), 'failure'],
    ['knows no such path', answer(404), 'failure'],
    ['does not answer', { kind: 'none', reason: 'ECONNREFUSED' }, 'failure'],
  ])('judges an address that %s', (_, given, status) => {
    expect(addressFinding('https://x.example', given).status).toBe(status);
  });

  it.each([
    ['https://x.example', false, undefined],
    ['https://x.example', true, undefined],
    ['http://127.0.0.1:8000', true, 'warning'],
    ['http://localhost:8000', false, 'failure'],
    ['http://[::1]:8000', false, 'failure'],
  ])('says of %s, with Zoho on this machine: %s, %s', (address, zohoIsLocal, status) => {
    expect(placeFinding(address, zohoIsLocal)?.status).toBe(status);
  });
});

describe('accessFindings', () => {
  const report = (
    status: AccessReport['permissions'][number]['status'],
    changes: Partial<AccessReport> = {},
  ): AccessReport => ({
    user: undefined,
    apiUrl: 'https://www.zohoapis.eu',
    scopes: [],
    skewMs: undefined,
    permissions: [
      { purpose: 'read Notes', scope: 'ZohoCRM.modules.notes.READ', status, detail: 'x' },
    ],
    ...changes,
  });

  it.each([
    ['allowed', []],
    ['missing_scope', ['failure Zoho: read Notes']],
    ['forbidden', ['failure Zoho: read Notes']],
    ['admin_only', ['warning Zoho: read Notes']],
    ['unknown', ['failure Zoho']],
  ] as const)('judges what is %s', (status, expected) => {
    expect(shown(accessFindings(report(status), 'eu'))).toEqual(expected);
  });

  it('names the data centre where it is another one', () => {
    const findings = accessFindings(report('allowed'), 'us');

    expect(shown(findings)).toEqual(['warning Zoho data centre']);
    expect(findings[1]?.remedy).toBe('set ZOHO_DATA_CENTER=eu');
  });

  it.each([
    [0, 'ok', "0 s from Zoho's"],
    [-29_000, 'ok', "29 s from Zoho's"],
    [31_000, 'warning', "This clock is 31 s behind Zoho's"],
    [-3_600_000, 'failure', "This clock is 3600 s ahead of Zoho's"],
  ])('judges a clock that is off by %d ms', (skewMs, status, message) => {
    expect(clockFinding(skewMs)).toMatchObject({ status, message });
    expect(shown(accessFindings(report('allowed', { skewMs }), 'eu'))).toEqual(
      status === 'ok' ? [] : [`${status} Clock`],
    );
  });
});

describe('fieldFindings', () => {
  const report = (overrides: Partial<FieldReport>): FieldReport => ({
    ...{ api: 'Deals', leftOut: [], nowhere: [], single: [] },
    ...overrides,
  });

  it('finds nothing to say of fields that are as they should be', () => {
    expect(fieldFindings([report({})])).toEqual([]);
  });

  it('names what nothing has once for all API modules of a module, and where it comes from', () => {
    const findings = fieldFindings([
      report({ api: 'Events', nowhere: ['Reigon'] }),
      report({ api: 'Calls', nowhere: ['Reigon'] }),
    ]);

    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      status: 'warning',
      subject: 'Fields of Activities',
      message: expect.stringMatching(/ZOHO_FIELDS_ACTIVITIES names Reigon/),
    });
  });

  it('names what lists refuse, and what makes each record cost a call', () => {
    const findings = fieldFindings([
      report({ leftOut: ['Health'], single: ['Lines', 'Partners'] }),
    ]);

    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('INVALID_DATA) that ask for Health'),
      expect.stringContaining('lack Lines, Partners'),
    ]);
  });
});
