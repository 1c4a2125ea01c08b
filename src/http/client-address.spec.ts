import { describe, expect, it } from '@jest/globals';

import { Networks } from '../kernel/networks.js';
import { addressGroupOf, clientAddressOf } from './client-address.js';

const proxies = Networks.of(['10.0.0.0/8', '::1'])!;
const none = Networks.of([])!;

describe('the address of a client', () => {
  it.each<[string, string, string | undefined, string]>([
    ['that connects itself', '192.0.2.1', undefined, '192.0.2.1'],
    ['that makes up where it came from', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
    ['behind a trusted proxy', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    [
      'behind one that a socket for both families sees',
      '::ffff:10.0.0.1',
      '198.51.100.7',
      '198.51.100.7',
    ],
    ['behind two', '10.0.0.1', '198.51.100.7, 10.0.0.2', '198.51.100.7'],
    [
      'that makes up more before',
      '10.0.0.1',
      '203.0.113.9, 198.51.100.7, 10.0.0.2',
      '198.51.100.7',
    ],
    ['that makes up a trusted one', '10.0.0.1', '10.0.0.9, 198.51.100.7', '198.51.100.7'],
    ['with a port', '10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['of IPv6', '::1', '[2001:db8::7]:4711', '2001:db8::7'],
    ['of which the proxy says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['of which the proxy says nonsense', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['that is a proxy itself', '10.0.0.1', '10.0.0.3', '10.0.0.3'],
  ])('%s', (_, remoteAddress, forwarded, address) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    expect(clientAddressOf({ socket: { remoteAddress }, headers }, proxies)).toBe(address);
  });

  it('is the peer where no proxy is trusted', () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const socket = { remoteAddress: '127.0.0.1' };
    expect(clientAddressOf({ socket, headers }, none)).toBe('127.0.0.1');
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (address, group) => {
    expect(addressGroupOf(address)).toBe(group);
  });
});
