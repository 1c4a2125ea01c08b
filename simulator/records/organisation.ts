import { simModules, type SimModule } from './modules.js';
import { type ZohoTime, wholeSecond } from '../zoho-time.js';
import { derivedFields } from './derived-fields.js';
import { lookupIdOf } from './lookups.js';
import { ModuleTable } from './module-table.js';
import { blankFields, nameFieldOf } from './schema.js';
import {
  SimulatorError,
  type Fields,
  type RecordChange,
  type SimRecord,
  type SimRef,
  type User,
} from './sim-record.js';

export interface ChangeOptions {
  /** Who does it; the first user without it. */
  readonly by?: User;
  /** No notification, as with an import or a lost one. */
  readonly silent?: boolean;
  /** `Modified_Time` stays as it is. */
  readonly keepModifiedTime?: boolean;
}

export interface CreateOptions extends ChangeOptions {
  /** Epoch ms; now without them. */
  readonly createdAtMs?: number;
  readonly modifiedAtMs?: number;
}

/** Nineteen digits in all: ids that are one when they are read as numbers. */
const idPrefix = '554023000000';

export const users: readonly [User, ...User[]] = [
  { name: 'Patricia Boyle', id: '554023000000235001', email: 'patricia.boyle@northgate.example' },
  { name: 'Deniz Aydın', id: '554023000000235011', email: 'deniz.aydin@northgate.example' },
  { name: 'Søren Østergaard', id: '554023000000235021', email: 'soren@northgate.example' },
  { name: '渡辺 美咲', id: '554023000000235031', email: 'misaki.watanabe@northgate.example' },
];

/** The records of the organisation, and every change of them. */
export class Organisation {
  private readonly tables = new Map<SimModule, ModuleTable>(
    simModules.map((module) => [module, new ModuleTable()]),
  );
  private readonly moduleById = new Map<string, SimModule>();
  private lastNumber = 391_000;

  constructor(
    private readonly time: ZohoTime,
    private readonly announce: (change: RecordChange) => void,
  ) {}

  table(module: SimModule): ModuleTable {
    const table = this.tables.get(module);
    if (table === undefined) throw new SimulatorError(400, `There is no module ${module}`);
    return table;
  }

  find({ module, id }: SimRef): SimRecord | undefined {
    return this.table(module).live.get(id);
  }

  /** A field as Zoho answers it: a lookup shows what its record is called now, without being modified itself. */
  valueOf(record: SimRecord, field: string): unknown {
    return this.named(record.fields[field]);
  }

  /** The whole record as Zoho has it now. */
  fieldsOf(record: SimRecord): Fields {
    const fields: Record<string, unknown> = {};
    for (const field of Object.keys(record.fields)) fields[field] = this.valueOf(record, field);
    return fields;
  }

  /** The live record a lookup points to. */
  targetOf(value: unknown): SimRecord | undefined {
    const id = lookupIdOf(value);
    const module = id === undefined ? undefined : this.moduleById.get(id);
    return id === undefined || module === undefined ? undefined : this.find({ module, id });
  }

  create(module: SimModule, patch: Fields, options: CreateOptions = {}): SimRecord {
    const id = this.newId(patch['id']);
    const by = options.by ?? users[0];
    const createdAtMs = wholeSecond(options.createdAtMs ?? this.time.now());
    const modifiedAtMs = wholeSecond(options.modifiedAtMs ?? createdAtMs);
    const before = { ...blankFields(module), Owner: by, Created_By: by };
    const values = this.complete(module, before, patch);
    const record = this.store(
      { module, id, createdAtMs, modifiedAtMs, fields: before },
      values,
      by,
    );
    if (options.silent !== true) this.announce({ operation: 'insert', record, values, by });
    return record;
  }

  update(ref: SimRef, patch: Fields, options: ChangeOptions = {}): SimRecord {
    const before = this.existing(ref);
    const by = options.by ?? users[0];
    const set = this.complete(ref.module, before.fields, patch);
    const values = Object.fromEntries(
      Object.entries(set).filter(([field, value]) => !sameValue(before.fields[field], value)),
    );
    const modifiedAtMs = this.modifiedAt(before, options);
    const record = this.store({ ...before, modifiedAtMs }, values, by);
    if (options.silent !== true) this.announce({ operation: 'update', record, values, by });
    return record;
  }

  /** Moves the record to the recycle bin. */
  delete(ref: SimRef, options: ChangeOptions = {}): void {
    this.take(ref, 'recycle', options);
  }

  /** Deletes the record for good, out of the recycle bin too. */
  deleteForever(ref: SimRef, options: ChangeOptions = {}): void {
    const { deleted } = this.table(ref.module);
    const entry = deleted.get(ref.id);
    if (entry === undefined) {
      this.take(ref, 'permanent', options);
      return;
    }
    deleted.set(ref.id, { ...entry, type: 'permanent', deletedAtMs: this.time.second() });
  }

  /** Brings a record back from the recycle bin, under its id. Told as an insert: Zoho has no word for it. */
  restore(ref: SimRef, options: ChangeOptions = {}): SimRecord {
    const { deleted } = this.table(ref.module);
    const entry = deleted.get(ref.id);
    if (entry?.type !== 'recycle') {
      throw new SimulatorError(404, `${ref.module}/${ref.id} isn't in the recycle bin`);
    }
    deleted.delete(ref.id);
    const by = options.by ?? users[0];
    const modifiedAtMs = this.modifiedAt(entry.record, options);
    const record = this.store({ ...entry.record, modifiedAtMs }, {}, by);
    if (options.silent !== true) this.announce({ operation: 'insert', record, values: {}, by });
    return record;
  }

  private existing(ref: SimRef): SimRecord {
    const record = this.find(ref);
    if (record === undefined) throw new SimulatorError(404, `There is no ${ref.module}/${ref.id}`);
    return record;
  }

  private take(ref: SimRef, type: 'recycle' | 'permanent', options: ChangeOptions): void {
    const record = this.existing(ref);
    const by = options.by ?? users[0];
    const table = this.table(ref.module);
    table.remove(ref.id);
    table.deleted.set(ref.id, { record, type, deletedAtMs: this.time.second(), deletedBy: by });
    if (options.silent === true) return;
    const values = { Modified_By: by, Record_Status__s: 0 };
    this.announce({ operation: 'delete', record, values, by });
  }

  /** What is set, together with what follows from it. */
  private complete(module: SimModule, before: Fields, patch: Fields): Fields {
    const now = this.time.format(this.time.now());
    const moduleOf = (id: string): SimModule | undefined => this.moduleById.get(id);
    const values = { ...patch, ...derivedFields(module, { before, patch, now, moduleOf }) };
    const set = Object.entries(values).filter(([field]) => field !== 'id');
    return Object.fromEntries(set.map(([field, value]) => [field, this.named(value)]));
  }

  /** A lookup with the name its record has now; any other value as it is. */
  private named(value: unknown): unknown {
    const target = this.targetOf(value);
    if (target === undefined) return value;
    return { ...(value as object), name: target.fields[nameFieldOf(target.module)] ?? null };
  }

  private store(base: SimRecord, values: Fields, by: User): SimRecord {
    const fields = {
      ...base.fields,
      id: base.id,
      Created_Time: this.time.format(base.createdAtMs),
      Modified_Time: this.time.format(base.modifiedAtMs),
      Modified_By: by,
      ...values,
    };
    const record = { ...base, fields };
    this.table(base.module).put(record);
    this.moduleById.set(base.id, base.module);
    return record;
  }

  private modifiedAt(before: SimRecord, options: ChangeOptions): number {
    return options.keepModifiedTime === true ? before.modifiedAtMs : this.time.second();
  }

  private newId(wanted: unknown): string {
    if (wanted === undefined) {
      this.lastNumber += 7;
      return idPrefix + String(this.lastNumber).padStart(7, '0');
    }
    if (typeof wanted !== 'string' || !/^\d{1,30}$/.test(wanted) || this.moduleById.has(wanted)) {
      throw new SimulatorError(400, 'id must be 1 to 30 digits, and not in use');
    }
    return wanted;
  }
}

function sameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
