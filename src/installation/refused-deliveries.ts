import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { list, number, object, oneOf, optional, stored, text } from '../kernel/shape.js';
import { BoundedList } from '../redis/bounded-list.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type RefusalReason, refusalReasons } from './refusal-reason.js';

/** A delivery that was not taken: enough to find its sender and to recognise it again, and nothing of its contents. */
export interface RefusedDelivery {
  readonly requestId: string;
  /** Epoch ms. */
  readonly atMs: number;
  readonly reason: RefusalReason;
  readonly status: number;
  /** Who sent it, as far as that can be told. */
  readonly address: string;
  /** By which it was authentic; absent where it was not, or wasn't looked at. */
  readonly scheme?: string;
  /** As the sender named it, without parameters. */
  readonly contentType?: string;
  readonly userAgent?: string;
  /** What was not understood. Texts of ours, which quote nothing. */
  readonly problems?: readonly string[];
  /** Of the body, or what was announced of one that was not read. */
  readonly bytes: number;
  /** SHA-256 of the body, the first 16 hex digits; empty for a body that was not read. */
  readonly digest: string;
}

const refusedFrom = stored(
  object<RefusedDelivery>({
    requestId: text,
    atMs: number,
    reason: oneOf(refusalReasons),
    status: number,
    address: text,
    bytes: number,
    digest: text,
    scheme: optional(text),
    contentType: optional(text),
    userAgent: optional(text),
    problems: optional(list(text)),
  }),
);

const kept = 100;

/** The last hundred refused deliveries over all processes. */
@Injectable()
export class RefusedDeliveries implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #list: BoundedList<RefusedDelivery>;

  constructor(redis: RedisConnections) {
    this.#list = new BoundedList(redis, { name: 'refused', kept, read: refusedFrom });
  }

  /** `describe` is asked only where there is room: of a flood, the first hundred of every second are kept. */
  note(describe: () => RefusedDelivery): void {
    this.#list.note(describe);
  }

  /** Newest first. @throws the error of Redis */
  last(): Promise<readonly RefusedDelivery[]> {
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
