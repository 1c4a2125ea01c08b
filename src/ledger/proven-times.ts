import { Injectable } from '@nestjs/common';

import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { RedisConnections } from '../redis/redis-connections.js';

/** A window proves on from where the proof before it ended; what lies between them nobody asked for. */
const extendScript = `local through = redis.call('HGET', KEYS[1], ARGV[1])
if through and tonumber(through) >= tonumber(ARGV[2]) and tonumber(through) < tonumber(ARGV[3]) then
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end return 0`;

const raiseScript = `local now = redis.call('HGET', KEYS[1], ARGV[1])
if not now or tonumber(now) < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end return 0`;

const told = ['modified', 'deleted'] as const;

/**
 * Up to when the CRM was asked for all changes, and everything that it named is queued; epoch ms by its own clock.
 * Begun by a full comparison, extended by sweeps. Losing it costs answers their age, until the next comparison.
 */
@Injectable()
export class ProvenTimes {
  readonly #askedKey: string;
  readonly #settledKey: string;
  readonly #trueSinceKey: string;

  constructor(private readonly redis: RedisConnections) {
    this.#askedKey = redis.key('proven');
    this.#settledKey = redis.key('proven', 'settled');
    this.#trueSinceKey = redis.key('proven', 'true-since');
  }

  /** All records of these modules, as they were at `atMs`, are in memory or queued. */
  async compared(apis: readonly ApiModule[], atMs: number): Promise<void> {
    const fields = apis.flatMap((api) => told.map((what) => `${api}:${what}`));
    await Promise.all(fields.map((field) => this.#raise(this.#askedKey, field, atMs)));
  }

  /** All changes from `sinceMs` to `throughMs` are queued. */
  async swept(
    api: ApiModule,
    what: (typeof told)[number],
    sinceMs: number,
    throughMs: number,
  ): Promise<void> {
    const field = `${api}:${what}`;
    await this.redis.patient.eval(extendScript, 1, this.#askedKey, field, sinceMs, throughMs);
  }

  /** Undefined where one of these modules was never compared. */
  async askedThroughMs(apis: readonly ApiModule[]): Promise<number | undefined> {
    const fields = apis.flatMap((api) => told.map((what) => `${api}:${what}`));
    const times = (await this.redis.failFast.hmget(this.#askedKey, ...fields)).map(Number);
    return times.every((time) => time > 0) ? Math.min(...times) : undefined;
  }

  /** Everything that changed in the module before is in memory: what was named up to then has been worked off. */
  async settle(module: CrmModule, throughMs: number): Promise<void> {
    await this.#raise(this.#settledKey, module, throughMs);
  }

  async settledThroughMs(module: CrmModule): Promise<number | undefined> {
    const time = Number(await this.redis.failFast.hget(this.#settledKey, module));
    return time > 0 ? time : undefined;
  }

  /**
   * A proof of a module found memory equal to the CRM at `equalAtMs`, and the first one since it wasn't begins the time for
   * which it is true; undefined: it found differences, which ends that.
   */
  async noteTruth(module: CrmModule, equalAtMs: number | undefined): Promise<void> {
    const { patient } = this.redis;
    if (equalAtMs === undefined) await patient.hdel(this.#trueSinceKey, module);
    else await patient.hsetnx(this.#trueSinceKey, module, equalAtMs);
  }

  /** Since when each module's proofs found no difference, in order; undefined where the last one did, or there is none. */
  async trueSinceMs(modules: readonly CrmModule[]): Promise<readonly (number | undefined)[]> {
    if (modules.length === 0) return [];
    const times = await this.redis.failFast.hmget(this.#trueSinceKey, ...modules);
    return times.map((time) => (Number(time) > 0 ? Number(time) : undefined));
  }

  /** Nothing is proven any more: memory lost what was. */
  async forget(): Promise<void> {
    await this.redis.patient.del(this.#askedKey, this.#settledKey, this.#trueSinceKey);
  }

  async #raise(key: string, field: string, toMs: number): Promise<void> {
    await this.redis.patient.eval(raiseScript, 1, key, field, toMs);
  }
}
