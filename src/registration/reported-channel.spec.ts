import { describe, expect, it } from '@jest/globals';

import { type Gap } from '../gaps/gap-store.js';
import { type ChannelRow } from './channel-row.js';
import { reportedChannels } from './reported-channel.js';

const row: ChannelRow = {
  ...{ module: 'Deals', api: 'Deals', channelId: '1', status: 'watched', note: '' },
  ...{ expiresAt: null, expiresInSeconds: null, lastDelivery: null },
};
const gap: Gap = { api: 'Deals', fromMs: 0, toMs: 1000, reason: 'channel_lost' };

describe('a reported channel', () => {
  it('has the open gaps of its module, once', () => {
    const rows = [row, { ...row, status: 'surplus', channelId: '2' } as const];
    const reported = reportedChannels(rows, [gap, { ...gap, api: 'Notes' }]);

    expect(reported.map(({ gaps }) => gaps)).toEqual([
      [{ from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z', reason: gap.reason }],
      [],
    ]);
  });

  it.each([
    ['watched', null],
    ['foreign', null],
    ['missing', expect.stringContaining('webhooks register')],
    ['disabled', expect.stringContaining('webhooks enable')],
  ] as const)('that is %s has the remedy %s', (status, remedy) => {
    expect(reportedChannels([{ ...row, status }], [])).toMatchObject([{ remedy }]);
  });
});
