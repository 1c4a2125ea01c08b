import { connect, type ConnectionOptions } from 'node:tls';

import { type RedisSettings, type RedisTarget } from '../../config/settings.js';

interface Address {
  readonly host: string;
  readonly port: number;
}

const usualPort = 6379;
const connectedWithinMs = 1000;
/** A server that lets the client in says nothing; one that doesn't says so at once. */
const heardWithinMs = 300;

/** How the settings have TLS spoken; undefined where it isn't. What they leave out is as Node has it. */
export function tlsOptionsOf({ target, tls }: RedisSettings): ConnectionOptions | undefined {
  if (tls === undefined) {
    return target.kind === 'url' && target.url.reveal().startsWith('rediss:') ? {} : undefined;
  }
  const { tlsCa: ca, tlsCert: cert, tlsKey } = tls;
  const key = tlsKey?.key.reveal();
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

/**
 * Why the servers that the settings name turn a client away before any command; undefined where they say nothing. TLS 1.3
 * lets a client send before its certificate was looked at, and one that does hears of the end, not of the reason.
 */
export async function tlsRefusal(
  target: RedisTarget,
  options: ConnectionOptions,
): Promise<Error | undefined> {
  for (const address of addressesOf(target)) {
    const refusal = await refusalAt(address, options);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function addressesOf(target: RedisTarget): readonly Address[] {
  switch (target.kind) {
    case 'url': {
      const { hostname, port } = new URL(target.url.reveal());
      return [{ host: hostname, port: Number(port || usualPort) }];
    }
    case 'single':
      return [target];
    case 'sentinel':
      return target.sentinels;
    case 'cluster':
      return target.nodes;
  }
}

function refusalAt(
  { host, port }: Address,
  options: ConnectionOptions,
): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ ...options, host, port });
    const end = (refusal?: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(refusal);
    };
    let timer = setTimeout(end, connectedWithinMs);
    socket.on('error', end);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      timer = setTimeout(end, heardWithinMs);
    });
    // Nobody is heard who isn't listened to.
    socket.resume();
  });
}
