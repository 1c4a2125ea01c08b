import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { RedisConnections } from '../redis/redis-connections.js';
import { EverySecond } from '../redis/every-second.js';

const previousSecretField = 'previous-secret';

/** When something was last heard; epoch ms by this machine's clock. */
export interface Heard {
  /** The last notification of each channel, by channel id. */
  readonly byChannel: ReadonlyMap<string, number>;
  /** The last delivery that was authentic only by the previous secret; undefined for none. */
  readonly previousSecretMs: number | undefined;
}

/**
 * When each channel last delivered: the proof that it lives. Kept in Redis over all processes, written once a second
 * at most, so that a delivery costs no command more.
 */
@Injectable()
export class LastDeliveries implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(LastDeliveries.name);
  readonly #key: string;
  #unwritten: Record<string, number> = {};
  readonly #writes = new EverySecond(() => this.#write());

  constructor(private readonly redis: RedisConnections) {
    this.#key = redis.key('last-deliveries');
  }

  /** An authentic notification of this channel arrived. */
  note(channelId: string, atMs: number): void {
    this.#unwritten[channelId] = atMs;
  }

  /** A delivery arrived that only the previous secret makes authentic. */
  notePreviousSecret(atMs: number): void {
    this.#unwritten[previousSecretField] = atMs;
  }

  async read(): Promise<Heard> {
    const stored = await this.redis.patient.hgetall(this.#key);
    const { [previousSecretField]: previous, ...channels } = stored;
    const times = Object.entries(channels).map(([id, time]) => [id, Number(time)] as const);
    return {
      byChannel: new Map(times.filter(([, time]) => time > 0)),
      previousSecretMs: Number(previous) > 0 ? Number(previous) : undefined,
    };
  }

  /** Forgets channels that don't exist any more. */
  async forget(channelIds: readonly string[]): Promise<void> {
    if (channelIds.length > 0) await this.redis.patient.hdel(this.#key, ...channelIds);
  }

  onApplicationBootstrap(): void {
    this.#writes.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#writes.stop();
  }

  /** What can't be written is tried again with what comes after it. */
  async #write(): Promise<void> {
    const times = this.#unwritten;
    if (Object.keys(times).length === 0) return;
    this.#unwritten = {};
    try {
      await this.redis.failFast.hset(this.#key, times);
    } catch (error) {
      this.#unwritten = { ...times, ...this.#unwritten };
      this.#logger.debug({ event: 'last_deliveries.not_written', reason: String(error) });
    }
  }
}
