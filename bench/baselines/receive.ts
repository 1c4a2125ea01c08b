import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { Redis } from 'ioredis';

/** What any receiver has to do at the least: check the signature, look the delivery up, queue it, remember it. */
export class BareReceiver {
  readonly #redis: Redis;
  readonly #secret: string;

  constructor(redisUrl: string, secret: string) {
    this.#redis = new Redis(redisUrl, { enableAutoPipelining: true });
    this.#secret = secret;
  }

  /** HTTP status of the answer. One round trip to Redis, the commands of one tick in one pipeline. */
  async receive(body: Buffer, signature: string, eventId: string): Promise<number> {
    const expected = createHmac('sha256', this.#secret).update(body).digest();
    const claimed = Buffer.from(signature, 'hex');
    if (claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) return 401;
    const { data } = JSON.parse(body.toString()) as { readonly data: readonly { id: string }[] };
    const digest = createHash('sha256').update(eventId).update(body).digest('base64url');
    await Promise.all([
      this.#redis.set(`bare:seen:${digest}`, '1', 'EX', 3600, 'NX'),
      ...data.map(({ id }) => this.#redis.lpush('bare:queue', id)),
    ]);
    return 200;
  }
}

/** What is asked of the environment of a baseline. */
export function baselineSettings(): {
  readonly port: number;
  readonly receiver: BareReceiver;
} {
  const { PORT, REDIS_URL, WEBHOOK_SECRET } = process.env;
  if (PORT === undefined || REDIS_URL === undefined || WEBHOOK_SECRET === undefined) {
    throw new Error('PORT, REDIS_URL and WEBHOOK_SECRET are needed.');
  }
  return { port: Number(PORT), receiver: new BareReceiver(REDIS_URL, WEBHOOK_SECRET) };
}
