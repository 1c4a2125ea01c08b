import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

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
}

/** What became of a load: deliveries a second, and the milliseconds that answers took. */
export interface Sent {
  readonly accepted: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export function signedBody(body: object, secret: string): SignedBody {
  const text = JSON.stringify(body);
  return { body: text, signature: createHmac('sha256', secret).update(text).digest('hex') };
}

let sent = 0;

/**
 * Sends the bodies in turn, as many as are taken. Every delivery has an id of its own, so
 * none is a duplicate. @throws where one was not accepted
 */
export async function send(
  url: string,
  bodies: readonly SignedBody[],
  { connections, amount, seconds }: Load,
): Promise<Sent> {
  const result = await autocannon({
    url: `${url}/webhooks/zoho`,
    connections,
    ...(amount === undefined ? {} : { amount }),
    ...(seconds === undefined ? {} : { duration: seconds }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const { body, headers } = nextDelivery(bodies);
          return { ...request, body, headers };
        },
      },
    ],
  });
  const refused = result.non2xx + result.errors + result.timeouts;
  if (refused > 0) throw new Error(`${refused} deliveries to ${url} were not accepted.`);
  const { p50, p99 } = result.latency;
  return { accepted: result['2xx'], perSecond: result['2xx'] / result.duration, p50, p99 };
}

/**
 * Sends so many deliveries a second, each at its time whatever became of those before it. The milliseconds from each
 * one's sending to the end of its answer. @throws where one was not accepted
 */
export async function sendSteadily(
  url: string,
  bodies: readonly SignedBody[],
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const pending: Promise<number>[] = [];
  const startedAt = performance.now();
  while (pending.length < perSecond * seconds) {
    const due = startedAt + (pending.length / perSecond) * 1000;
    while (performance.now() < due) await delay(1);
    pending.push(timed(`${url}/webhooks/zoho`, agent, nextDelivery(bodies)));
  }
  const times = await Promise.all(pending);
  agent.destroy();
  return times;
}

interface Outgoing {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function nextDelivery(bodies: readonly SignedBody[]): Outgoing {
  sent += 1;
  const { body, signature } = bodies[sent % bodies.length] ?? { body: '', signature: '' };
  const identity = { 'x-zoho-signature': signature, 'x-zoho-event-id': `bench-${sent}` };
  return { body, headers: { 'content-type': 'application/json', ...identity } };
}

function timed(url: string, agent: Agent, { body, headers }: Outgoing): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const outgoing = request(url, { method: 'POST', agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}.`));
      answer.resume().once('end', () => {
        resolve(performance.now() - startedAt);
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
