import { BlockList, isIP } from 'node:net';

/** Addresses and networks of either family. */
export class Networks {
  private constructor(private readonly list: BlockList) {}

  /** Of `10.0.0.1`, `10.0.0.0/8`, `fd00::/8`, …; undefined where one of them is none. */
  static of(texts: readonly string[]): Networks | undefined {
    const list = new BlockList();
    for (const text of texts) {
      const [, address = '', digits] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
      const family = familyOf(address);
      if (family === undefined) return undefined;
      const bits = family === 'ipv4' ? 32 : 128;
      const prefix = digits === undefined ? bits : Number(digits);
      if (prefix > bits) return undefined;
      list.addSubnet(address, prefix, family);
    }
    return new Networks(list);
  }

  includes(address: string): boolean {
    const family = familyOf(address);
    return family !== undefined && this.list.check(address, family);
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** Whether a host, as `URL` spells it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
