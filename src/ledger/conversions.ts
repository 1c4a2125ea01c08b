import { Injectable } from '@nestjs/common';

import { type Conversion } from '../crm/conversion.js';
import { type CrmModule } from '../crm/modules.js';
import {
  isRecordKey,
  type RecordKey,
  recordKey,
  type RecordRef,
  refFromKey,
} from '../crm/record-ref.js';
import { list, object, passing, stored, text } from '../kernel/shape.js';
import { RedisConnections } from '../redis/redis-connections.js';

interface StoredConversion {
  readonly name: string;
  readonly into: readonly RecordKey[];
}

interface StoredOrigin {
  readonly lead: RecordKey;
  readonly name: string;
}

/** The lead that a record was made of. */
export interface Origin {
  readonly lead: RecordRef;
  readonly name: string;
}

const keptConversionFrom = stored(
  object<StoredConversion>({ name: text, into: list(passing(isRecordKey)) }),
);

const keptOriginFrom = stored(object<StoredOrigin>({ lead: passing(isRecordKey), name: text }));

type Named = Pick<RecordRef, 'module' | 'id'>;

/**
 * Which leads were converted, and into what: the leads themselves have no documents any more, and the records that came of
 * them don't name them in the CRM. Lost with Redis, it comes back with the next comparison of the leads.
 */
@Injectable()
export class Conversions {
  constructor(private readonly redis: RedisConnections) {}

  /**
   * Returns the records that don't say yet that they came of these leads, until `settle` is told that they will. Safe to
   * repeat.
   */
  async note(conversions: readonly Conversion[]): Promise<readonly RecordRef[]> {
    const unaware = await Promise.all(conversions.map((each) => this.#note(each)));
    return unaware.flat();
  }

  /** The records that came of these leads are queued. */
  async settle(conversions: readonly Conversion[]): Promise<void> {
    await Promise.all(conversions.map((each) => this.#put(each.lead, conversionOf(each))));
  }

  /** What a lead was converted into; undefined for one that wasn't, as far as is known. */
  async of(lead: Named): Promise<readonly RecordRef[] | undefined> {
    const found = keptConversionFrom(
      await this.redis.patient.hget(this.#key(lead.module), lead.id),
    );
    return found?.into.flatMap((key) => refFromKey(key) ?? []);
  }

  /** The lead that a record came of; undefined for one that came of none, as far as is known. */
  async originOf(ref: Named): Promise<Origin | undefined> {
    const found = keptOriginFrom(await this.redis.patient.hget(this.#key(ref.module), ref.id));
    const lead = found && refFromKey(found.lead);
    return found === undefined || lead === undefined ? undefined : { lead, name: found.name };
  }

  /** Forgets that the record was converted, or came of a lead. Returns the records that came of it. */
  async forget(ref: Named): Promise<readonly RecordRef[]> {
    const into = (await this.of(ref)) ?? [];
    const { patient } = this.redis;
    await Promise.all([ref, ...into].map((each) => patient.hdel(this.#key(each.module), each.id)));
    return into;
  }

  async #note(conversion: Conversion): Promise<readonly RecordRef[]> {
    const { lead, name, into } = conversion;
    const origin: StoredOrigin = { lead: recordKey(lead), name };
    const isSettled = await this.#isKept(lead, conversionOf(conversion));
    const isKept = await Promise.all(into.map((ref) => this.#isKept(ref, origin)));
    const missing = into.filter((_, index) => isKept[index] !== true);
    await Promise.all(missing.map((ref) => this.#put(ref, origin)));
    return isSettled ? missing : into;
  }

  async #isKept(ref: Named, value: StoredConversion | StoredOrigin): Promise<boolean> {
    const kept = await this.redis.patient.hget(this.#key(ref.module), ref.id);
    return kept === JSON.stringify(value);
  }

  async #put(ref: Named, value: StoredConversion | StoredOrigin): Promise<void> {
    await this.redis.patient.hset(this.#key(ref.module), ref.id, JSON.stringify(value));
  }

  #key(module: CrmModule): string {
    return this.redis.key('converted', module);
  }
}

function conversionOf({ name, into }: Conversion): StoredConversion {
  return { name, into: into.map(recordKey) };
}
