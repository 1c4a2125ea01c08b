import { describe, expect, it } from '@jest/globals';

import { refusalText } from './channel-refusal.js';

describe('why Zoho refuses a channel', () => {
  it.each<[string, string | undefined, RegExp]>([
    ['INVALID_DATA', 'notify_url', /^INVALID_DATA \(notify_url\): WEBHOOK_BASE_URL must be/],
    ['LIMIT_REACHED', undefined, /^LIMIT_REACHED: .*as many channels.*polled meanwhile$/],
    ['NO_PERMISSION', undefined, /^NO_PERMISSION: .* it is polled instead$/],
    [
      'WHATEVER',
      'token',
      /^WHATEVER \(token\): it is tried again, and the module polled meanwhile$/,
    ],
  ])('is said by %s (%s), with what to do', (code, field, expected) => {
    expect(refusalText({ code, field })).toMatch(expected);
  });
});
