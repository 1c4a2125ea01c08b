import { describe, expect, it } from '@jest/globals';

import { dataCenters } from '../../config/environment.js';
import { allowedApiDomain, urlsOf } from './data-centers.js';

describe('data centres', () => {
  it.each(dataCenters)('sends tokens of %s to its own API host', (dataCenter) => {
    const { apiUrl } = urlsOf(dataCenter);

    expect(allowedApiDomain(apiUrl)).toBe(apiUrl);
  });

  it.each([
    ['https://www.zohoapis.eu/', 'https://www.zohoapis.eu'],
    ['https://sandbox.zohoapis.com', 'https://sandbox.zohoapis.com'],
    ['https://developer.zohoapis.com.au', 'https://developer.zohoapis.com.au'],
  ])('allows %s', (domain, origin) => {
    expect(allowedApiDomain(domain)).toBe(origin);
  });

  it.each([
    'http://www.zohoapis.com',
    'https://www.zohoapis.com:8443',
    'https://www.zohoapis.com.evil.example',
    'https://www.zohoapis.com@evil.example',
    'https://evil.example/www.zohoapis.com',
    'www.zohoapis.com',
    '',
    null,
    undefined,
    42,
  ])('refuses %s', (domain) => {
    expect(allowedApiDomain(domain)).toBeUndefined();
  });
});
