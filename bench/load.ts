import { createHmac } from 'node:crypto';

import autocannon from 'autocannon';

/** A delivery that is signed before anything is timed. */
export interface SignedBody {
  readonly body: string;
  readonly signature: string;
}

export interface Load {
  readonly connections: number;
  /** So many deliveries, or for so long. */
  readonly amount?: number;
  readonly seconds?: number;
  /** Deliveries a second, where it isn't to be as many as are taken. */
  readonly perSecond?: number;
}

export interface Loaded {
  readonly perSecond: number;
  readonly p99Ms: number;
}

export function signedBody(body: object, secret: string): SignedBody {
  const text = JSON.stringify(body);
  return { body: text, signature: createHmac('sha256', secret).update(text).digest('hex') };
}

let sent = 0;

/**
 * Sends the bodies in turn, again and again; every delivery has an id of its own, so none is a duplicate.
 * @throws where one was not accepted
 */
export async function send(
  url: string,
  bodies: readonly SignedBody[],
  load: Load,
): Promise<Loaded> {
  const { connections, amount, seconds, perSecond } = load;
  const result = await autocannon({
    url: `${url}/webhooks/zoho`,
    connections,
    ...(amount === undefined ? {} : { amount }),
    ...(seconds === undefined ? {} : { duration: seconds }),
    ...(perSecond === undefined ? {} : { overallRate: perSecond }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          sent += 1;
          const { body, signature } = bodies[sent % bodies.length] ?? { body: '', signature: '' };
          const headers = { 'x-zoho-signature': signature, 'x-zoho-event-id': `bench-${sent}` };
          return { ...request, body, headers: { 'content-type': 'application/json', ...headers } };
        },
      },
    ],
  });
  const refused = result.non2xx + result.errors + result.timeouts;
  if (refused > 0) throw new Error(`${refused} deliveries to ${url} were not accepted.`);
  return { perSecond: result['2xx'] / result.duration, p99Ms: result.latency.p99 };
}
