import { type WantedFields } from '../../crm/wanted-fields.js';
import { type ApiModule } from '../../crm/modules.js';
import { type Row } from './record-rows.js';

/**
 * What is known of a field that is wanted.
 * - `listed`: lists have it. `single`: single reads have it, lists don't (subforms, multi-select lookups).
 * - `missing`: a list that was asked for it doesn't have it. `nowhere`: single reads neither.
 * - `refused`: a list that is asked for it is refused.
 */
type Standing = 'listed' | 'single' | 'missing' | 'nowhere' | 'refused';

/** A read for nothing else than to look for fields comes after so many times as many rows as the one before. */
const lookSeldomerBy = 50;

/**
 * What lists and single reads of one API module have shown of the fields that are wanted of it: absent is never empty. A
 * field that lists lack may be in single reads, and one that nothing has may be added tomorrow; finding out must not
 * cost a call per record.
 */
export class KnownFields {
  readonly #standings = new Map<string, Standing>();
  #rows = 0;
  #nextLookAtRows = 1;

  constructor(
    private readonly api: ApiModule,
    private readonly wanted: WantedFields,
  ) {}

  /** What lists are asked for. */
  get asked(): readonly string[] {
    return this.#without('refused', 'single');
  }

  /** What a single read is asked for, where it is asked for fields by name. */
  get askedSingly(): readonly string[] {
    return this.#without('refused');
  }

  /** Whether each record has to be read by itself. */
  get readsSingly(): boolean {
    return this.of('single').length > 0;
  }

  /**
   * Whether a record is to be read by itself to find out about fields that lists lack. What Zoho brings itself is in
   * lists wherever it is.
   */
  get wantsLook(): boolean {
    if (this.#rows < this.#nextLookAtRows) return false;
    const lacking = this.of('missing', 'nowhere', 'refused');
    return this.wanted.uncertain(this.api).some((field) => lacking.includes(field));
  }

  of(...standings: readonly Standing[]): readonly string[] {
    return this.#all.filter((field) => {
      const standing = this.#standings.get(field);
      return standing !== undefined && standings.includes(standing);
    });
  }

  /** Rows of a list that was asked for these fields. */
  noteList(asked: readonly string[], rows: readonly Row[]): void {
    if (rows.length === 0) return;
    this.#rows += rows.length;
    for (const field of asked) {
      if (rows.some((row) => Object.hasOwn(row, field))) this.#standings.set(field, 'listed');
      else if (!this.#standings.has(field)) this.#standings.set(field, 'missing');
    }
  }

  /** A record of such a list, read by itself with all of the fields that it has. */
  noteSingle(row: Readonly<Record<string, unknown>>): void {
    for (const field of this.of('missing', 'nowhere', 'refused')) {
      if (Object.hasOwn(row, field)) this.#standings.set(field, 'single');
      else if (this.#standings.get(field) === 'missing') this.#standings.set(field, 'nowhere');
    }
    if (this.wantsLook) this.#nextLookAtRows = this.#rows * lookSeldomerBy;
  }

  refuse(fields: readonly string[]): void {
    for (const field of fields) this.#standings.set(field, 'refused');
  }

  get #all(): readonly string[] {
    return this.wanted.of(this.api);
  }

  #without(...standings: readonly Standing[]): readonly string[] {
    const left = this.of(...standings);
    return this.#all.filter((field) => !left.includes(field));
  }
}
