import { describe, expect, it } from '@jest/globals';

import { type ChannelRow } from '../../registration/channel-row.js';
import { channelsLine, gapsLine, redisLine } from './status-lines.js';

const row = (changes: Partial<ChannelRow>): ChannelRow => ({
  module: 'Deals',
  api: 'Deals',
  channelId: '1',
  status: 'watched',
  expiresAt: null,
  expiresInSeconds: null,
  lastDelivery: null,
  note: '',
  ...changes,
});

describe('the lines of status', () => {
  it('say when the first channel ends', () => {
    const rows = [row({ expiresInSeconds: 90_000 }), row({ expiresInSeconds: 3600 })];

    expect(channelsLine(rows)).toBe('2 watched, the first ends in 1h');
    expect(channelsLine([...rows, row({ status: 'polled' })])).toBe(
      '2 watched, the first ends in 1h; 1 polled or disabled',
    );
  });

  it('name the channels that are not well', () => {
    expect(channelsLine([row({}), row({ api: 'Notes', status: 'expired' })])).toBe('Notes expired');
  });

  it('count the gaps, and say since when', () => {
    const gap = { api: 'Deals', fromMs: 0, toMs: 1, reason: 'downtime' } as const;

    expect(gapsLine([])).toBe('none');
    expect(gapsLine([gap, { ...gap, api: 'Notes' }])).toBe(
      '2 open (Deals, Notes), since 1970-01-01T00:00:00.000Z',
    );
  });

  it.each([
    ['# Memory\r\nused_memory_human:1.5M\r\naof_enabled:1\r\n', '1.5M used, append-only file'],
    ['used_memory_human:1.5M\naof_enabled:0', '1.5M used, NO append-only file'],
    ['', 'says nothing of itself: its user may not give INFO'],
    [
      'used_memory_human:3M\nmaxmemory:3145728\nmaxmemory_human:3M\nrole:slave\naof_enabled:1\naof_last_write_status:err',
      '3M of 3M used, append-only file that can NOT be written, a REPLICA that takes no writes',
    ],
  ])('read %j', (info, line) => {
    expect(redisLine(info)).toBe(line);
  });
});
