import { describe, expect, it } from '@jest/globals';

import { foreignSignOf } from './own-site.js';

const own = new Set(['crm.example.com']);
const signOf = (headers: Record<string, string>) => foreignSignOf({ headers }, own);

describe('a request', () => {
  it.each([
    'localhost',
    'localhost:8000',
    '127.0.0.1:8000',
    '[::1]:8000',
    '10.0.0.7',
    'zoho-sync:8000',
    'crm.example.com',
    'CRM.example.com:443',
  ])('to the host %s is for this service', (host) => {
    expect(signOf({ host })).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:8000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'crm.example.com.evil.example',
    'xcrm.example.com',
    'crm.example.com@evil.example',
    'localhost:8000:8000',
    '[::1].evil.example',
    'localhost.',
    '',
  ])('to the host %j may be of a name that somebody lets point here', (host) => {
    expect(signOf({ host })).toBe('Host');
  });

  it('without a host is for nobody', () => {
    expect(signOf({})).toBe('Host');
  });

  it.each([
    ['localhost:8000', 'http://localhost:8000'],
    ['localhost:8000', 'HTTP://LOCALHOST:8000'],
    ['crm.example.com', 'https://crm.example.com'],
    ['127.0.0.1:8000', 'https://crm.example.com'],
  ])('to %s is of our own pages where they are at %s', (host, origin) => {
    expect(signOf({ host, origin })).toBeUndefined();
  });

  it.each([
    'null',
    '',
    'http://evil.example',
    'http://localhost:3000',
    'http://localhost',
    'http://localhost:8000.evil.example',
    'http://localhost:8000@evil.example',
    'http://evil.example/localhost:8000',
    'https://crm.example.com:8443',
    'file://localhost:8000',
    'localhost:8000',
  ])('of a page at %j is not', (origin) => {
    expect(signOf({ host: 'localhost:8000', origin })).toBe('Origin');
  });

  it.each([
    ['none', undefined],
    ['same-origin', undefined],
    ['same-site', 'Sec-Fetch-Site'],
    ['cross-site', 'Sec-Fetch-Site'],
    ['anything', 'Sec-Fetch-Site'],
  ])('whose browser says %s: %s', (site, sign) => {
    expect(signOf({ host: 'localhost', 'sec-fetch-site': site })).toBe(sign);
  });
});
