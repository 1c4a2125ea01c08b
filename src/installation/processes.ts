import { Injectable } from '@nestjs/common';

import { type Role } from '../config/roles.js';
import { type CrmModule, isCrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type RedisClient } from '../redis/connection/redis-options.js';
import { type LiveProcess, liveProcessFrom } from './live-process.js';
import { type Dependence } from './shared-troubles.js';

/** A process that was not heard of for so long counts as dead. */
export const deadAfterMs = 30_000;

/** What a process says of itself; when, and what it finds wrong, is added. */
export type OwnHeartbeat = Omit<LiveProcess, 'seenAtMs' | keyof Dependence>;

/** The processes of this installation that are alive, by what they say of themselves. */
@Injectable()
export class Processes {
  readonly #key: string;
  readonly #lastAliveKey: string;
  readonly #modulesKey: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
    private readonly conditions: ProcessConditions,
  ) {
    this.#key = redis.key('processes');
    this.#lastAliveKey = redis.key('processes', 'last-alive');
    this.#modulesKey = redis.key('processes', 'modules');
  }

  /** A heartbeat. It also forgets processes that are dead. */
  async beat(own: OwnHeartbeat): Promise<void> {
    const { patient } = this.redis;
    const all = await this.#all(patient);
    const troubles = this.conditions.current();
    const worked = this.conditions.lastWorked();
    const process = { ...own, seenAtMs: this.clock.now(), troubles, worked };
    const dead = all.filter((other) => !this.#isAlive(other)).map(({ id }) => id);
    await Promise.all([
      patient.hset(this.#key, process.id, JSON.stringify(process)),
      patient.hset(this.#lastAliveKey, process.role, process.seenAtMs),
      ...(own.modules.length > 0 ? [patient.sadd(this.#modulesKey, ...own.modules)] : []),
      ...(dead.length > 0 ? [patient.hdel(this.#key, ...dead)] : []),
    ]);
  }

  /** Calls back when a trouble of this process begins or ends. */
  onTrouble(listener: () => void): void {
    this.conditions.onChange(listener);
  }

  /** A process that ends by itself need not be waited for. */
  async leave(id: string): Promise<void> {
    await this.redis.patient.hdel(this.#key, id);
  }

  /** Those alive, the longest-running first. @throws the error of Redis */
  async alive(): Promise<readonly LiveProcess[]> {
    const all = await this.#all(this.redis.failFast);
    return all
      .filter((process) => this.#isAlive(process))
      .sort((one, other) => one.startedAtMs - other.startedAtMs);
  }

  /** Epoch ms of the last heartbeat of any process with one of these roles, dead ones too; undefined for none ever. */
  async lastAliveMs(roles: readonly Role[]): Promise<number | undefined> {
    const times = await this.redis.patient.hmget(this.#lastAliveKey, ...roles);
    const known = times.map(Number).filter((time) => time > 0);
    return known.length === 0 ? undefined : Math.max(...known);
  }

  /** Every module that some process kept in memory, ever. @throws the error of Redis */
  async modulesEver(): Promise<readonly CrmModule[]> {
    return (await this.redis.failFast.smembers(this.#modulesKey)).filter(isCrmModule);
  }

  async #all(client: RedisClient): Promise<readonly LiveProcess[]> {
    const texts = await client.hvals(this.#key);
    return texts.map(liveProcessFrom).filter((process) => process !== undefined);
  }

  #isAlive({ seenAtMs }: LiveProcess): boolean {
    return this.clock.now() - seenAtMs < deadAfterMs;
  }
}
