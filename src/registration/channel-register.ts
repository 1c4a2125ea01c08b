import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';
import { type KnownChannel } from './plan/channel-plan.js';
import {
  type LastCheck,
  type ModuleField,
  type RefusedModule,
  type RegisterState,
  registerStateFrom,
} from './register-state.js';

/**
 * What all processes remember of the channels: what Zoho confirmed last, and what a person decided. Losing it loses no
 * channel: those that exist are known by their address and their token.
 */
@Injectable()
export class ChannelRegister {
  /** Held by whoever is changing channels. */
  readonly lock: RedisLock;
  readonly #key: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#key = redis.key('channels');
    this.lock = new RedisLock(redis, redis.key('channels', 'lock'));
  }

  /** The time by which notes are kept, epoch ms. */
  now(): number {
    return this.clock.now();
  }

  async read(): Promise<RegisterState> {
    const fields = await this.redis.patient.hgetall(this.#key);
    return registerStateFrom(fields, this.clock.now());
  }

  /**
   * The channel of its module, in place of what was known before; the module is no longer refused. It stays known when
   * it ends, for whatever reason: when it is made again, that tells since when changes may have been missed.
   */
  async confirm(channel: KnownChannel): Promise<void> {
    const { api, ...rest } = channel;
    await Promise.all([
      this.#put(`known:${api}`, rest),
      this.#remove(`refused:${api}`),
      this.#remove(`unkept:${api}`),
    ]);
  }

  async refuse(api: ApiModule, refused: RefusedModule): Promise<void> {
    await this.#put(`refused:${api}`, refused);
    await this.#remove(`unkept:${api}`);
  }

  /** Its channel was refused for what was asked: until the next time that one is confirmed. */
  async unkept(api: ApiModule, refused: RefusedModule): Promise<void> {
    await this.#put(`unkept:${api}`, refused);
  }

  /** Keeps the time since when a module is switched off, where it is already. */
  async disable(api: ApiModule, atMs: number): Promise<void> {
    const field: ModuleField = `disabled:${api}`;
    await this.redis.patient.hsetnx(this.#key, field, JSON.stringify({ atMs }));
  }

  async enable(api: ApiModule): Promise<void> {
    await this.#remove(`disabled:${api}`);
  }

  /** From now on there are to be no channels at all; undefined: there are again. */
  async setUnregistered(atMs: number | undefined): Promise<void> {
    if (atMs === undefined) await this.redis.patient.hdel(this.#key, 'unregistered');
    else await this.redis.patient.hset(this.#key, 'unregistered', String(atMs));
  }

  async checked(check: LastCheck): Promise<void> {
    await this.redis.patient.hset(this.#key, 'check', JSON.stringify(check));
  }

  async #put(field: ModuleField, value: object): Promise<void> {
    await this.redis.patient.hset(this.#key, field, JSON.stringify(value));
  }

  async #remove(field: ModuleField): Promise<void> {
    await this.redis.patient.hdel(this.#key, field);
  }
}
