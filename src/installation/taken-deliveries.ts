import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { list, number, object, oneOf, optional, or, stored, text } from '../kernel/shape.js';
import { BoundedList } from '../redis/bounded-list.js';
import { RedisConnections } from '../redis/redis-connections.js';

/** A delivery that was taken, now or before: who sent it, what it names, and nothing of its contents. */
export interface TakenDelivery {
  readonly requestId: string;
  /** Epoch ms: when it was answered. */
  readonly atMs: number;
  /** `duplicate`: it was queued before. */
  readonly outcome: 'queued' | 'duplicate';
  readonly eventId: string;
  /** By which it was authentic. */
  readonly scheme: string;
  readonly module: string;
  /** What happened to its records: create, update, delete, restore. */
  readonly kind: string;
  readonly records: number;
  /** Of the first of them. */
  readonly recordIds: readonly string[];
  readonly address: string;
  readonly userAgent?: string;
  readonly bytes: number;
  readonly tookMs: number;
}

/** So many ids of a delivery are kept. */
export const mostIdsKept = 10;

const takenFrom = stored(
  object<TakenDelivery>({
    requestId: text,
    atMs: number,
    outcome: oneOf(['queued', 'duplicate']),
    eventId: text,
    scheme: text,
    module: text,
    kind: text,
    records: number,
    recordIds: or(list(text), []),
    address: text,
    userAgent: optional(text),
    bytes: number,
    tookMs: number,
  }),
);

const kept = 500;

/** The last five hundred deliveries that were taken, over all processes. */
@Injectable()
export class TakenDeliveries implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #list: BoundedList<TakenDelivery>;

  constructor(redis: RedisConnections) {
    this.#list = new BoundedList(redis, { name: 'taken', kept, read: takenFrom });
  }

  /** `describe` is asked only where there is room: the first five hundred of every second are kept. */
  note(describe: () => TakenDelivery): void {
    this.#list.note(describe);
  }

  /** Newest first. @throws the error of Redis */
  last(): Promise<readonly TakenDelivery[]> {
    return this.#list.last();
  }

  onApplicationBootstrap(): void {
    this.#list.start();
  }

  /** By now the last request is answered; the connection is still there. */
  async onApplicationShutdown(): Promise<void> {
    await this.#list.stop();
  }
}
