import { placeOrder, type SortField, type SortOrder } from './record-order.js';
import { type DeletedRecord, type SimRecord } from './sim-record.js';

/** The records of one module, and those that were deleted from it. */
export class ModuleTable {
  readonly live = new Map<string, SimRecord>();
  readonly deleted = new Map<string, DeletedRecord>();
  private readonly sortedRows = new Map<string, readonly SimRecord[]>();

  put(record: SimRecord): void {
    this.live.set(record.id, record);
    this.sortedRows.clear();
  }

  remove(id: string): void {
    this.live.delete(id);
    this.sortedRows.clear();
  }

  /** Every live record in order; sorted once, and again only after a change. */
  sorted(field: SortField, order: SortOrder): readonly SimRecord[] {
    const key = `${field} ${order}`;
    const known = this.sortedRows.get(key);
    if (known !== undefined) return known;
    const rows = [...this.live.values()].sort(placeOrder(field, order));
    this.sortedRows.set(key, rows);
    return rows;
  }
}
