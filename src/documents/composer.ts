import { Injectable } from '@nestjs/common';

import { comesOfLeads } from '../crm/conversion.js';
import { type CrmRecord } from '../crm/crm-record.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { sha256 } from '../kernel/signing.js';
import { Conversions } from '../ledger/conversions.js';
import { type Mention } from '../ledger/ledger-entry.js';
import { Ledger, type LedgerRecord } from '../ledger/ledger.js';
import { type MemoryDocument } from '../memory/memory-document.js';
import { factsOf } from './facts/record-facts.js';
import { convertedFrom } from './kinds/parts/field.js';
import { OrganisationKinds } from './organisation-kinds.js';
import { directParentOf, namedRecordsOf } from './render/record-links.js';
import { nameText, recordName } from './render/record-name.js';
import { type AccountChild, renderAccount } from './render/render-account.js';
import { type RenderContext, type RenderedRecord, renderRecord } from './render/render-record.js';

/** A rendered record: its document, and what the ledger keeps of it for others. */
export interface ComposedRecord {
  readonly document: MemoryDocument;
  readonly name: string;
  readonly parent: RecordRef | undefined;
  readonly mentions: readonly Mention[];
  readonly summary: unknown;
  /** What it was made by, as `OrganisationKinds.renderingOf`. */
  readonly rendering: string;
}

/**
 * Makes a record's document. An account's ends with what the ledger knows of its records, those on its deals and
 * contacts among them: no call to the CRM is made for it.
 */
@Injectable()
export class Composer {
  constructor(
    private readonly ledger: Ledger,
    private readonly kinds: OrganisationKinds,
    private readonly conversions: Conversions,
  ) {}

  /** The same document that a sync of the record would write. @throws the error of Redis */
  async documentFor(record: CrmRecord): Promise<MemoryDocument> {
    return (await this.compose(record)).document;
  }

  async compose(asRead: CrmRecord): Promise<ComposedRecord> {
    await this.kinds.ready();
    const { context } = this.kinds;
    const record = await this.#withOrigin(asRead, context);
    const kind = this.kinds.kindOf(record.api);
    const { title, body, summary } = await this.#render(record, context);
    const { module, id } = record;
    const document = {
      key: recordKey(record),
      module,
      id,
      title,
      body,
      contentHash: sha256(body).toString('hex'),
      version: record.modifiedAtMs ?? 0,
      facts: factsOf(record, context),
    };
    return {
      document,
      name: recordName(record, kind),
      parent: directParentOf(record, kind),
      mentions: namedRecordsOf(record, kind, context).map(({ ref, name }) => ({
        key: recordKey(ref),
        name: nameText(name ?? ''),
      })),
      summary,
      rendering: this.kinds.renderingOf(record.api),
    };
  }

  /** The CRM says of the lead what came of it, not of what came where from. */
  async #withOrigin(record: CrmRecord, { modules = [] }: RenderContext): Promise<CrmRecord> {
    if (!comesOfLeads(record.api) || !modules.includes('Leads')) return record;
    const origin = await this.conversions.originOf(record);
    if (origin === undefined) return record;
    const { lead, name } = origin;
    const lookup = { id: lead.id, name };
    return { ...record, fields: { ...record.fields, [convertedFrom.api]: lookup } };
  }

  async #render(record: CrmRecord, context: RenderContext): Promise<RenderedRecord> {
    if (record.module !== 'Accounts') return renderRecord(record, context);
    const family = await this.#familyOf(record);
    // The ledger may still have what is synced no more.
    return renderAccount(
      record,
      context,
      family.filter(({ module, summary }) => this.kinds.areSynced(module, summary)),
    );
  }

  async #familyOf(account: RecordRef): Promise<readonly AccountChild[]> {
    const children = await this.ledger.childrenOf(account);
    const between = children.filter(
      ({ ref }) => ref.module === 'Deals' || ref.module === 'Contacts',
    );
    const grandchildren = await Promise.all(between.map(({ ref }) => this.ledger.childrenOf(ref)));
    return [...children, ...grandchildren.flat()].map(accountChild);
  }
}

function accountChild({ ref, entry }: LedgerRecord): AccountChild {
  return { module: ref.module, id: ref.id, summary: entry.summary };
}
