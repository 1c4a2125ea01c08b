import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { type RecordKey, recordKey, type RecordRef } from '../crm/record-ref.js';
import { Clock } from '../kernel/clock.js';
import { flag, number, object, or, stored } from '../kernel/shape.js';
import { type Tombstone } from '../memory/graves.js';
import { MemorySink } from '../memory/memory-sink.js';
import { RedisConnections } from '../redis/redis-connections.js';

/** A tombstone, and how far what it stands for has come. */
export interface Erased extends Tombstone {
  /** Whether memory and ledger hold nothing of the record any more. */
  readonly isDone: boolean;
  /** A person wants the record back, and memory's own tombstone isn't gone yet. */
  readonly isLifted: boolean;
}

const erasedFrom = stored(
  object<Erased>({
    erasedAtMs: number,
    untilChanged: or(flag, false),
    version: or(number, 0),
    isDone: or(flag, false),
    isLifted: or(flag, false),
  }),
);

type Named = Pick<RecordRef, 'module' | 'id'>;

/**
 * The records that were erased: memory must hold nothing of them, whatever the CRM has. In Redis for all processes, and
 * with the memory, by which they are known again where Redis lost them.
 */
@Injectable()
export class Tombstones {
  constructor(
    private readonly redis: RedisConnections,
    private readonly memory: MemorySink,
    private readonly clock: Clock,
  ) {}

  /**
   * From now on nothing brings the record to memory; `version` is what memory held, where it held something.
   * @throws the error of Redis
   */
  async put(ref: Named, untilChanged: boolean, version?: number): Promise<Tombstone> {
    const erasedAtMs = this.clock.now();
    const unknown = Math.floor(erasedAtMs / 1000) * 1000 - 1;
    const tombstone = { erasedAtMs, untilChanged, version: version ?? unknown };
    await this.#write(ref, { ...tombstone, isDone: false, isLifted: false });
    return tombstone;
  }

  /** As Redis has it. @throws its error */
  async get(ref: Named): Promise<Erased | undefined> {
    const erased = await this.#read(ref);
    return erased?.isLifted === true ? undefined : erased;
  }

  /** Those of a module, by id. @throws the error of Redis */
  async of(module: CrmModule): Promise<ReadonlyMap<string, Erased>> {
    const texts = await this.redis.patient.hgetall(this.#key(module));
    const erased = Object.entries(texts).flatMap(([id, text]) => {
      const each = erasedFrom(text);
      return each === undefined || each.isLifted ? [] : [[id, each] as const];
    });
    return new Map(erased);
  }

  /** Those of some records, by record key; answers or rejects within a second. @throws the error of Redis */
  async among(refs: readonly Named[]): Promise<ReadonlyMap<RecordKey, Erased>> {
    const modules = [...new Set(refs.map(({ module }) => module))];
    const found = await Promise.all(
      modules.map(async (module) => {
        const ids = refs.filter((ref) => ref.module === module).map(({ id }) => id);
        const texts = await this.redis.failFast.hmget(this.#key(module), ...ids);
        return ids.map(
          (id, index) => [recordKey({ module, id }), erasedFrom(texts[index])] as const,
        );
      }),
    );
    const erased = found.flat().flatMap(([key, each]) => {
      return each === undefined || each.isLifted ? [] : [[key, each] as const];
    });
    return new Map(erased);
  }

  /** A person wants the record back; true where it was erased. @throws the error of Redis */
  async lift(ref: Named): Promise<boolean> {
    const erased = await this.get(ref);
    if (erased !== undefined) await this.#write(ref, { ...erased, isLifted: true });
    return erased !== undefined;
  }

  /**
   * For whoever is about to write memory: whether the record was erased. `isKnown`: the ledger knows of it, so that
   * memory needn't be asked. @throws the error of Redis or of the memory
   */
  async found(ref: Named, isKnown: boolean): Promise<Erased | undefined> {
    const erased = await this.#read(ref);
    if (erased?.isLifted === true) {
      await this.open(ref);
      return undefined;
    }
    if (erased !== undefined || isKnown) return erased;
    const buried = await this.memory.graves?.find(recordKey(ref));
    if (buried === undefined) return undefined;
    const known = { ...buried, isDone: true, isLifted: false };
    await this.#write(ref, known);
    return known;
  }

  /** Memory holds nothing of the record any more. @throws the error of Redis or of the memory */
  async done(ref: Named, erased: Erased): Promise<void> {
    await this.memory.graves?.bury(recordKey(ref), erased);
    await this.#write(ref, { ...erased, isDone: true });
  }

  /** The record is one like any other again. @throws the error of Redis or of the memory */
  async open(ref: Named): Promise<void> {
    await this.memory.graves?.open(recordKey(ref));
    await this.redis.patient.hdel(this.#key(ref.module), ref.id);
  }

  async #read(ref: Named): Promise<Erased | undefined> {
    return erasedFrom(await this.redis.patient.hget(this.#key(ref.module), ref.id));
  }

  async #write(ref: Named, erased: Erased): Promise<void> {
    await this.redis.patient.hset(this.#key(ref.module), ref.id, JSON.stringify(erased));
  }

  #key(module: CrmModule): string {
    return this.redis.key('erased', module);
  }
}

/** Whether what was changed then, epoch ms or not known, may come back. */
export function outlives(tombstone: Tombstone, modifiedAtMs: number | undefined): boolean {
  if (!tombstone.untilChanged) return false;
  return modifiedAtMs === undefined || modifiedAtMs > tombstone.version;
}
