import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The two things that a receiver asks of Redis. */
export interface BareStore {
  /** For an hour, where it isn't there yet. */
  remember(key: string): Promise<unknown>;
  queue(key: string, id: string): Promise<unknown>;
}

/** What any receiver has to do at the least: check the signature, look the delivery up, queue it, remember it. */
export class BareReceiver {
  constructor(
    private readonly store: BareStore,
    private readonly secret: string,
  ) {}

  /** HTTP status of the answer. One round trip to Redis, the commands of one tick in one pipeline. */
  async receive(body: Buffer, signature: string, eventId: string): Promise<number> {
    const expected = createHmac('sha256', this.secret).update(body).digest();
    const claimed = Buffer.from(signature, 'hex');
    if (claimed.length !== expected.length || !timingSafeEqual(claimed, expected)) return 401;
    const { data } = JSON.parse(body.toString()) as { readonly data: readonly { id: string }[] };
    const digest = createHash('sha256').update(eventId).update(body).digest('base64url');
    await Promise.all([
      this.store.remember(`bare:seen:${digest}`),
      ...data.map(({ id }) => this.store.queue('bare:queue', id)),
    ]);
    return 200;
  }
}

/** What is asked of the environment of a baseline. */
export function baselineSettings(storeAt: (redisUrl: string) => BareStore): {
  readonly port: number;
  readonly receiver: BareReceiver;
} {
  const { PORT, REDIS_URL, WEBHOOK_SECRET } = process.env;
  if (PORT === undefined || REDIS_URL === undefined || WEBHOOK_SECRET === undefined) {
    throw new Error('PORT, REDIS_URL and WEBHOOK_SECRET are needed.');
  }
  return { port: Number(PORT), receiver: new BareReceiver(storeAt(REDIS_URL), WEBHOOK_SECRET) };
}
