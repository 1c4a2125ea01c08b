import { type LedgerEntry } from '../ledger/ledger-entry.js';
import { sameRecord } from '../ledger/ledger.js';
import { type MemoryDocument } from '../memory/memory-document.js';
import { sha256 } from '../kernel/signing.js';
import { type ComposedRecord } from './composer.js';

/** What the ledger is to say of a record once memory holds its document. */
export function ledgerEntryOf(
  composed: ComposedRecord,
  sinkRef: string,
  writtenAtMs: number,
): LedgerEntry {
  const { document, name, parent, mentions, summary, rendering } = composed;
  return {
    version: document.version,
    contentHash: document.contentHash,
    factsHash: factsHashOf(document),
    rendering,
    sinkRef,
    name,
    parent,
    mentions,
    summary,
    writtenAtMs,
  };
}

/** SHA-256 of a document's facts, hex; empty for a document without. */
export function factsHashOf({ facts }: Pick<MemoryDocument, 'facts'>): string {
  return facts === undefined ? '' : sha256(JSON.stringify(facts)).toString('hex');
}

/** Whether two entries say different things of a record: of itself, and of it to others. */
export function saysOtherwise(left: LedgerEntry, right: LedgerEntry): boolean {
  return (
    left.version !== right.version ||
    left.contentHash !== right.contentHash ||
    left.factsHash !== right.factsHash ||
    left.name !== right.name ||
    !sameRecord(left.parent, right.parent) ||
    JSON.stringify(left.mentions) !== JSON.stringify(right.mentions) ||
    JSON.stringify(left.summary) !== JSON.stringify(right.summary)
  );
}
