import { memoryUsage } from 'node:process';

import { Injectable } from '@nestjs/common';

import { type Role } from '../config/roles.js';
import { type ToldSetting } from '../config/variable.js';
import { type CrmModule, isCrmModule } from '../crm/modules.js';
import { Clock } from '../kernel/clock.js';
import { list, object, or, stored, text } from '../kernel/shape.js';
import { ProcessConditions } from '../observability/process-conditions.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { type RedisClient } from '../redis/connection/redis-options.js';
import { type LiveProcess, liveProcessFrom } from './live-process.js';
import { type Dependence } from './shared-troubles.js';

/** A process that was not heard of for so long counts as dead. */
export const deadAfterMs = 30_000;

/** What a process says of itself; when, how large it is, and what it finds wrong, is added. */
export interface OwnHeartbeat extends Omit<
  LiveProcess,
  'seenAtMs' | 'memoryBytes' | keyof Dependence
> {
  /** Its variables that are set, without what is secret. */
  readonly settings: readonly ToldSetting[];
}

const toldSettingsFrom = stored(
  object<{ readonly settings: readonly ToldSetting[] }>({
    settings: list(object<ToldSetting>({ name: text, text: or(text, null) })),
  }),
);

/** The processes of this installation that are alive, by what they say of themselves. */
@Injectable()
export class Processes {
  readonly #key: string;
  readonly #lastAliveKey: string;
  readonly #modulesKey: string;
  readonly #settingsKey: string;

  constructor(
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
    private readonly conditions: ProcessConditions,
  ) {
    this.#key = redis.key('processes');
    this.#lastAliveKey = redis.key('processes', 'last-alive');
    this.#modulesKey = redis.key('processes', 'modules');
    this.#settingsKey = redis.key('processes', 'settings');
  }

  /** A heartbeat. It also forgets processes that are dead. */
  async beat({ settings, ...own }: OwnHeartbeat): Promise<void> {
    const { patient } = this.redis;
    const all = await this.#all(patient);
    const troubles = this.conditions.current();
    const worked = this.conditions.lastWorked();
    const memoryBytes = memoryUsage.rss();
    const process = { ...own, seenAtMs: this.clock.now(), memoryBytes, troubles, worked };
    const dead = all.filter((other) => !this.#isAlive(other)).map(({ id }) => id);
    await Promise.all([
      patient.hset(this.#key, process.id, JSON.stringify(process)),
      patient.hset(this.#lastAliveKey, process.role, process.seenAtMs),
      ...(own.modules.length > 0 ? [patient.sadd(this.#modulesKey, ...own.modules)] : []),
      patient.hset(this.#settingsKey, process.id, JSON.stringify({ settings })),
      ...(dead.length > 0
        ? [patient.hdel(this.#key, ...dead), patient.hdel(this.#settingsKey, ...dead)]
        : []),
    ]);
  }

  /** Calls back when a trouble of this process begins or ends. */
  onTrouble(listener: () => void): void {
    this.conditions.onChange(listener);
  }

  /** A process that ends by itself need not be waited for. */
  async leave(id: string): Promise<void> {
    const { patient } = this.redis;
    await Promise.all([patient.hdel(this.#key, id), patient.hdel(this.#settingsKey, id)]);
  }

  /** Those alive, the longest-running first. @throws the error of Redis */
  async alive(): Promise<readonly LiveProcess[]> {
    const all = await this.#all(this.redis.failFast);
    return all
      .filter((process) => this.#isAlive(process))
      .sort((one, other) => one.startedAtMs - other.startedAtMs);
  }

  /** What is set in each of these, in order; undefined for one that doesn't tell. @throws the error of Redis */
  async settingsOf(
    processes: readonly Pick<LiveProcess, 'id'>[],
  ): Promise<readonly (readonly ToldSetting[] | undefined)[]> {
    if (processes.length === 0) return [];
    const ids = processes.map(({ id }) => id);
    const texts = await this.redis.failFast.hmget(this.#settingsKey, ...ids);
    return texts.map((each) => toldSettingsFrom(each)?.settings);
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
