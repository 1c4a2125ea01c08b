import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

import { list, number, object, oneOf, optional, stored, text } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { EverySecond } from '../redis/every-second.js';
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

/**
 * The last hundred refused deliveries over all processes. Written once a second at most and a hundred at a time, so that
 * whoever sends rubbish costs Redis next to nothing.
 */
@Injectable()
export class RefusedDeliveries implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(RefusedDeliveries.name);
  readonly #key: string;
  #unwritten: RefusedDelivery[] = [];
  readonly #writes = new EverySecond(() => this.#write());

  constructor(private readonly redis: RedisConnections) {
    this.#key = redis.key('refused');
  }

  /** `describe` is asked only where there is room: of a flood, the first hundred of every second are kept. */
  note(describe: () => RefusedDelivery): void {
    if (this.#unwritten.length < kept) this.#unwritten.push(describe());
  }

  /** Newest first. @throws the error of Redis */
  async last(): Promise<readonly RefusedDelivery[]> {
    await this.#writes.now();
    const texts = await this.redis.failFast.lrange(this.#key, 0, kept - 1);
    return texts.map(refusedFrom).filter((refused) => refused !== undefined);
  }

  onApplicationBootstrap(): void {
    this.#writes.start();
  }

  /** By now the last request is answered; the connection is still there. */
  async onApplicationShutdown(): Promise<void> {
    await this.#writes.stop();
  }

  /** What can't be written is let go of: the counts tell how many there were. */
  async #write(): Promise<void> {
    const refused = this.#unwritten;
    if (refused.length === 0) return;
    this.#unwritten = [];
    const texts = refused.map((delivery) => JSON.stringify(delivery));
    try {
      const commands = this.redis.failFast.multi();
      await commands
        .lpush(this.#key, ...texts)
        .ltrim(this.#key, 0, kept - 1)
        .exec();
    } catch (error) {
      this.#logger.debug({ event: 'refused.not_written', reason: String(error) });
    }
  }
}
