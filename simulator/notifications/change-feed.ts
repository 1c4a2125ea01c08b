import { type RecordChange, type SimRecord } from '../records/sim-record.js';
import { type Notifier } from './notifier.js';

/** Lookups by which a change of one record is also told of another (`notify_on_related_action`). */
const parentFields = ['Account_Name', 'What_Id', 'Parent_Id'];

/** Carries changes to the notifier: each at once, or those of one tick together. */
export class ChangeFeed {
  private bundle: RecordChange[] | undefined;

  constructor(
    private readonly notifier: Notifier,
    private readonly targetOf: (lookup: unknown) => SimRecord | undefined,
  ) {}

  tell(change: RecordChange): void {
    if (this.bundle === undefined) this.announce([change]);
    else this.bundle.push(change);
  }

  /** What is changed meanwhile is told in one notification per channel, module and kind, with many ids. */
  inOneNotification<T>(changes: () => T): T {
    if (this.bundle !== undefined) return changes();
    const bundle: RecordChange[] = [];
    this.bundle = bundle;
    try {
      return changes();
    } finally {
      this.bundle = undefined;
      this.announce(bundle);
    }
  }

  private announce(changes: readonly RecordChange[]): void {
    const related = changes.flatMap((change) => this.relatedTo(change));
    this.notifier.announce(changes, related);
  }

  private relatedTo({ record, by }: RecordChange): readonly RecordChange[] {
    return parentFields
      .map((field) => this.targetOf(record.fields[field]))
      .filter((parent) => parent !== undefined)
      .map((parent) => ({ operation: 'update', record: parent, values: {}, by }));
  }
}
