import { Injectable } from '@nestjs/common';

import { apiModulesOf, type CrmModule } from '../../crm/modules.js';
import { type RecordRef } from '../../crm/record-ref.js';
import { OrganisationKinds } from '../../documents/organisation-kinds.js';
import { type LedgerEntry } from '../../ledger/ledger-entry.js';
import { Ledger } from '../../ledger/ledger.js';
import { DeadLetterStore } from '../../queue/dead-letters/dead-letter-store.js';

/** The documents that other fields, labels or an older renderer made, by the ledger: they may read otherwise now. */
@Injectable()
export class OldRenderings {
  constructor(
    private readonly kinds: OrganisationKinds,
    private readonly ledger: Ledger,
    private readonly deadLetters: DeadLetterStore,
  ) {}

  /** Names all that documents are made by now: while it is the same, one that is new can't be old. */
  async present(modules: readonly CrmModule[]): Promise<string> {
    await this.kinds.ready();
    return modules
      .flatMap(apiModulesOf)
      .map((api) => this.kinds.renderingOf(api))
      .join(' ');
  }

  /** @throws the error of Redis */
  async count(modules: readonly CrmModule[]): Promise<number> {
    let count = 0;
    for await (const refs of this.of(modules)) count += refs.length;
    return count;
  }

  /** In pages. Those that can't be synced are passed over: they wait for something else. @throws the error of Redis */
  async *of(modules: readonly CrmModule[]): AsyncGenerator<readonly RecordRef[], void, undefined> {
    await this.kinds.ready();
    for (const module of modules) {
      const present = new Set(apiModulesOf(module).map((api) => this.kinds.renderingOf(api)));
      for await (const ids of this.ledger.idsOf(module)) {
        const entries = await this.ledger.entriesOf(module, ids);
        const old = ids
          .filter((_id, at) => isOld(entries[at], present))
          .map((id): RecordRef => ({ module, id }));
        const letters = await Promise.all(old.map((ref) => this.deadLetters.get(ref)));
        yield old.filter((_ref, at) => letters[at] === undefined);
      }
    }
  }
}

/** A document that is kept though the CRM doesn't show its record can't be made anew. */
function isOld(entry: LedgerEntry | undefined, present: ReadonlySet<string>): boolean {
  if (entry === undefined || entry.vanishedSinceMs !== undefined) return false;
  return !present.has(entry.rendering);
}
