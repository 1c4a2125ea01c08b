import { ChangeQueue } from '../../../src/admission/change-queue.js';
import { Deliveries } from '../../../src/admission/deliveries.js';
import { type RecordRef } from '../../../src/crm/record-ref.js';
import { type ComposedRecord } from '../../../src/documents/composer.js';
import { type LedgerEntry } from '../../../src/ledger/ledger-entry.js';
import { type Ledger } from '../../../src/ledger/ledger.js';
import { CogneeIndex } from '../../../src/memory/cognee/cognee-index.js';
import { RecordJobRunner } from '../../../src/processor/record-job-runner.js';
import { RecordMemory } from '../../../src/processor/record-memory.js';
import { replaceMethod } from './replace-method.js';

/** Builds that are broken on purpose, each in the way its name says. */
export const mutants: Readonly<Record<string, () => void>> = {
  'remembered-before-queueing': () => {
    replaceMethod(
      Deliveries,
      'has',
      (original) =>
        async function (this: Deliveries, identity: string) {
          const seen = await original.call(this, identity);
          if (!seen) await this.remember(identity);
          return seen;
        },
    );
  },
  'answered-before-queueing': () => {
    replaceMethod(
      ChangeQueue,
      'put',
      (original) =>
        async function (this: ChangeQueue, ...args) {
          const [changes, requests] = args as Parameters<ChangeQueue['put']>;
          void original.call(this, changes, requests).catch(() => undefined);
          return Promise.resolve();
        },
    );
  },
  'first-record-only': () => {
    replaceMethod(
      ChangeQueue,
      'plan',
      (original) =>
        function (this: ChangeQueue, ...args) {
          const [changes, requestId] = args as Parameters<ChangeQueue['plan']>;
          return original.call(this, changes.slice(0, 1), requestId);
        },
    );
  },
  'delete-ignored': () => {
    replaceMethod(RecordMemory, 'remove', () => () => Promise.resolve(false));
  },
  'no-version-guard': () => {
    // Both guards: the ledger's, and the memory's own.
    replaceMethod(
      RecordMemory,
      'known',
      (original) =>
        async function (this: RecordMemory, ref: RecordRef) {
          const entry = await original.call(this, ref);
          return entry === undefined ? undefined : { ...entry, version: 0 };
        },
    );
    replaceMethod(
      CogneeIndex,
      'entries',
      (original) =>
        async function (this: CogneeIndex, ...args) {
          const entries = await original.call(
            this,
            ...(args as Parameters<CogneeIndex['entries']>),
          );
          return entries.map((entry) =>
            entry === undefined ? undefined : { ...entry, version: 0 },
          );
        },
    );
  },
  'ledger-before-memory': () => {
    replaceMethod(
      RecordMemory,
      'write',
      (original) =>
        async function (this: RecordMemory, ...args) {
          const [ref, composed, previous, lease] = args as Parameters<RecordMemory['write']>;
          const { ledger } = this as unknown as { readonly ledger: Ledger };
          await ledger.put(ref, entryOf(composed, previous), previous);
          return original.call(this, ref, composed, previous, lease);
        },
    );
  },
  'retry-swallowed': () => {
    replaceMethod(
      RecordJobRunner,
      'run',
      (original) =>
        async function (this: RecordJobRunner, ...args) {
          const verdict = await original.call(
            this,
            ...(args as Parameters<RecordJobRunner['run']>),
          );
          return verdict.action === 'retry' ? { action: 'done' } : verdict;
        },
    );
  },
};

function entryOf(composed: ComposedRecord, previous: LedgerEntry | undefined): LedgerEntry {
  const { document, ...shown } = composed;
  const { version, contentHash } = document;
  const sinkRef = previous?.sinkRef ?? '';
  return { ...shown, version, contentHash, factsHash: '', sinkRef, writtenAtMs: 0 };
}
