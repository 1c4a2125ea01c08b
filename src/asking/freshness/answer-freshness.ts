import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { type CrmModule } from '../../crm/modules.js';
import { type RecordKey, recordKey } from '../../crm/record-ref.js';
import { Clock } from '../../kernel/clock.js';
import { isoTime, knownTime } from '../../kernel/iso-time.js';
import { ProvenTimes } from '../../ledger/proven-times.js';
import { type StoredDocument } from '../../memory/memory-document.js';
import { MemorySink } from '../../memory/memory-sink.js';
import { InFlight, type ModuleFlight, type RecordFlight } from './in-flight.js';

/** How old an answer is, at most. Times are ISO 8601; null: not known, which is as old as can be. */
export interface AnswerAge {
  /** The record's Modified_Time in memory. */
  readonly version: string | null;
  readonly written_at: string | null;
  /** A change is known that isn't in memory. */
  readonly pending: boolean;
  /** All that Zoho told up to then is in memory. */
  readonly told_through: string | null;
  /** The CRM was asked for all changes up to then, and memory has them. */
  readonly proved_through: string | null;
  /** The record's contents were compared with the CRM's. */
  readonly compared_at: string | null;
}

/** Of a whole answer: the oldest of all. */
export interface WholeAge extends AnswerAge {
  /** How many records of the modules asked about are dead letters: of these, memory may be older. */
  readonly except: number;
}

/** A record of which the CRM was asked just now. */
export interface LookedAt {
  readonly atMs: number;
}

export interface AgedAnswer {
  readonly records: ReadonlyMap<RecordKey, AnswerAge>;
  readonly whole: WholeAge;
}

type Held = Pick<StoredDocument, 'module' | 'id' | 'version' | 'storedAtMs'>;

/** How far a module is proved: what its records may claim, and what an answer over all of it may. */
interface ModuleProof {
  readonly askedMs: number | undefined;
  readonly settledMs: number | undefined;
  readonly flight: ModuleFlight;
}

/** Tells the age of answers. Where something isn't known it says so: an answer is never said to be newer than it is. */
@Injectable()
export class AnswerFreshness {
  constructor(
    private readonly proven: ProvenTimes,
    private readonly inFlight: InFlight,
    private readonly memory: MemorySink,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** The age of these records, and of an answer over these modules. @throws the error of Redis */
  async of(
    held: readonly Held[],
    modules: readonly CrmModule[],
    looked: ReadonlyMap<RecordKey, LookedAt> = new Map(),
  ): Promise<AgedAnswer> {
    const asked = [...new Set([...modules, ...held.map(({ module }) => module)])];
    const proofs = new Map(
      await Promise.all(asked.map(async (module) => [module, await this.#proof(module)] as const)),
    );
    const pending = await this.inFlight.ofRecords(held);
    const records = new Map(
      held.map((each) => {
        const key = recordKey(each);
        const proof = proofs.get(each.module);
        return [key, this.#recordAge(each, pending.get(key), proof, looked.get(key))] as const;
      }),
    );
    return { records, whole: wholeAge([...records.values()], [...proofs.values()]) };
  }

  /** What was asked for is read before what is in flight: everything named until then is either seen in flight, or in. */
  async #proof(module: CrmModule): Promise<ModuleProof> {
    const apis = this.settings.queue.synced.apisOf(module);
    const [askedMs, settledMs] = await Promise.all([
      this.proven.askedThroughMs(apis),
      this.proven.settledThroughMs(module),
    ]);
    const flight = await this.inFlight.ofModule(module);
    if (await this.#isEmptied(flight)) return { askedMs: undefined, settledMs: undefined, flight };
    if (flight.records > 0 || askedMs === undefined) return { askedMs, settledMs, flight };
    if (askedMs > (settledMs ?? 0)) await this.proven.settle(module, askedMs);
    return { askedMs, settledMs: Math.max(askedMs, settledMs ?? 0), flight };
  }

  /** A memory that holds nothing of what the ledger knows isn't the one that the proofs are about. */
  async #isEmptied({ known }: ModuleFlight): Promise<boolean> {
    return known > 0 && (await this.memory.count()) === 0;
  }

  #recordAge(
    held: Held,
    flight: RecordFlight | undefined,
    proof: ModuleProof | undefined,
    looked: LookedAt | undefined,
  ): AnswerAge {
    const shared = {
      version: knownTime(held.version),
      written_at: knownTime(held.storedAtMs),
      pending: flight?.pending === true,
    };
    if (looked !== undefined) {
      const at = isoTime(looked.atMs);
      return { ...shared, told_through: at, proved_through: at, compared_at: at };
    }
    const { toldMs, provedMs } =
      flight?.pending === true
        ? ofPending(held, flight, proof)
        : { toldMs: this.clock.now(), provedMs: proof?.askedMs };
    const told = isoTime(toldMs);
    return {
      ...shared,
      told_through: told,
      proved_through: knownTime(provedMs),
      compared_at: null,
    };
  }
}

interface Reach {
  readonly toldMs: number | undefined;
  readonly provedMs: number;
}

/** A pending change is later than the version that memory has, and, unless it was given up, than all that is settled. */
function ofPending({ version }: Held, flight: RecordFlight, proof: ModuleProof | undefined): Reach {
  const settledMs = flight.isDead ? undefined : proof?.settledMs;
  return { toldMs: flight.sinceMs, provedMs: Math.max(version, settledMs ?? 0) };
}

function wholeAge(records: readonly AnswerAge[], proofs: readonly ModuleProof[]): WholeAge {
  const told = [
    ...records.map((each) => each.told_through),
    ...proofs.map(({ flight }) => isoTime(flight.toldThroughMs)),
  ];
  const proved = [
    ...records.map((each) => each.proved_through),
    ...proofs.map(({ settledMs }) => knownTime(settledMs)),
  ];
  return {
    version: oldest(records.map((each) => each.version)),
    written_at: oldest(records.map((each) => each.written_at)),
    pending:
      records.some((each) => each.pending) || proofs.some(({ flight }) => flight.records > 0),
    told_through: oldest(told),
    proved_through: oldest(proved),
    compared_at: oldest(records.map((each) => each.compared_at)),
    except: proofs.reduce((sum, { flight }) => sum + flight.deadLetters, 0),
  };
}

/** Null where one isn't known, or where there is none. ISO times sort as texts. */
function oldest(times: readonly (string | null)[]): string | null {
  const known = times.filter((time) => time !== null);
  if (known.length === 0 || known.length < times.length) return null;
  return known.reduce((one, other) => (one < other ? one : other));
}
