import { type StoredDocument } from './memory-document.js';
import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { type RecordKey } from '../crm/record-ref.js';
import { type FactType } from './document-facts.js';

/** A moment, and the day that it lies in, in the organisation's time zone; both epoch ms, the day by its midnight in UTC. */
export interface Moment {
  readonly dayMs: number;
  readonly ms: number;
}

/** What a condition, an order or a group is about. */
export type FactTarget =
  | { readonly kind: 'field'; readonly field: string }
  /** The account that a record belongs to, directly or through what it is about. */
  | { readonly kind: 'account' }
  | { readonly kind: 'open' | 'won' | 'lost' }
  /** Open, and due before `now`. */
  | { readonly kind: 'overdue'; readonly now: Moment }
  | { readonly kind: 'modified_at' }
  | { readonly kind: 'id' };

/** What must be true of one of its values. Texts are folded: without case and accents. */
export type FactTest =
  | { readonly kind: 'equals' | 'contains' | 'starts_with'; readonly texts: readonly string[] }
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  /** Bounds; `from` and `to` are included where `exclusive` doesn't say otherwise. */
  | {
      readonly kind: 'range';
      readonly from?: number;
      readonly to?: number;
      readonly exclusive: boolean;
    }
  /** Days and times from `from` on and before `before`. */
  | { readonly kind: 'period'; readonly from?: Moment; readonly before?: Moment }
  /** It has a value. */
  | { readonly kind: 'filled' };

export interface FactCondition {
  readonly target: FactTarget;
  /** Any of these must be true, or, `negated`, none. */
  readonly tests: readonly FactTest[];
  readonly negated: boolean;
}

export interface FactSelection {
  readonly module: CrmModule;
  /** Only these of the module's API modules. */
  readonly apis?: readonly ApiModule[];
  readonly where: readonly FactCondition[];
}

export interface FactFind extends FactSelection {
  readonly orderBy: readonly { readonly target: FactTarget; readonly descending: boolean }[];
  readonly limit: number;
  readonly offset: number;
}

export interface FactAggregate extends FactSelection {
  /** Undefined: records are counted. */
  readonly measured: FactTarget | undefined;
  readonly groupBy: readonly FactTarget[];
}

/** A value that groups records; null for those that have none. */
export interface GroupValue {
  readonly type: FactType | 'none';
  readonly text: string | null;
  /** Of a time: epoch ms. */
  readonly number: number | null;
}

/** Records with the same values, and money of one currency. */
export interface FactGroup {
  readonly group: readonly GroupValue[];
  readonly count: number;
  readonly sum: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly type: FactType | undefined;
  readonly currency: string | null;
}

export interface FactRelated {
  readonly key: RecordKey;
  /** Also what belongs to its deals and contacts: of an account. */
  readonly deep: boolean;
  readonly modules?: readonly CrmModule[];
  readonly limit: number;
}

/** A field that records of a module have. */
export interface KnownField {
  readonly field: string;
  readonly label: string;
  readonly type: FactType;
}

/** What a memory knows of records besides their texts, exactly. */
export interface FactIndex {
  /** @throws AppError `memory.*` */
  find(query: FactFind): Promise<readonly StoredDocument[]>;

  /** At most 1,001 groups. @throws AppError `memory.*` */
  aggregate(query: FactAggregate): Promise<readonly FactGroup[]>;

  /** The records that name this one, the latest first. @throws AppError `memory.*` */
  related(query: FactRelated): Promise<readonly StoredDocument[]>;

  /** The fields that records of a module have or had. @throws AppError `memory.*` */
  fieldsOf(module: CrmModule, apis?: readonly ApiModule[]): Promise<readonly KnownField[]>;

  /** Documents whose facts aren't known yet: questions about their module can't be answered. @throws AppError `memory.*` */
  unknownIn(module: CrmModule): Promise<number>;
}
