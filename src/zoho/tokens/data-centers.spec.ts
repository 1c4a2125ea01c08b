import { describe, expect, it } from '@jest/globals';

import { dataCenters } from '../../config/sections/zoho.js';
import { allowedApiDomain, apiUrlFor, urlsOf } from './data-centers.js';

describe('data centres', () => {
  it.each(dataCenters)('sends tokens of %s to its own API host', (dataCenter) => {
    const { apiUrl } = urlsOf(dataCenter);

    expect(allowedApiDomain(apiUrl)).toBe(apiUrl);
  });

  it.each([
    ['https://www.zohoapis.eu/', 'https://www.zohoapis.eu'],
    ['https://sandbox.zohoapis.com', 'https://sandbox.zohoapis.com'],
    ['https://developer.zohoapis.com.au', 'https://developer.zohoapis.com.au'],
    ['https://sandbox.zohoapis.ae', 'https://sandbox.zohoapis.ae'],
  ])('allows %s', (domain, origin) => {
    expect(allowedApiDomain(domain)).toBe(origin);
  });

  it.each([
    ['nothing', {}, 'https://sandbox.zohoapis.uk', 'https://sandbox.zohoapis.uk'],
    ['nothing', {}, undefined, 'https://www.zohoapis.in'],
    [
      'an API',
      { apiUrl: 'http://127.0.0.1:1/', accountsUrl: 'https://accounts.zoho.sg' },
      'https://www.zohoapis.eu',
      'http://127.0.0.1:1',
    ],
    [
      "Singapore's accounts server",
      { accountsUrl: 'https://accounts.zoho.sg/' },
      'https://www.zohoapis.eu',
      'https://www.zohoapis.sg',
    ],
    [
      'an accounts server of its own',
      { accountsUrl: 'http://127.0.0.1:1' },
      'https://www.zohoapis.eu',
      'https://www.zohoapis.in',
    ],
  ])(
    'where the settings name %s (%j), makes of the API domain %s %s',
    (_what, named, domain, url) => {
      const settings = { apiUrl: undefined, accountsUrl: undefined, dataCenter: 'in', ...named };

      expect(apiUrlFor(settings as Parameters<typeof apiUrlFor>[0], domain)).toBe(url);
    },
  );

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
