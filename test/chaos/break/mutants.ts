import { Admission } from '../../../src/admission/admission.js';
import { Router } from '../../../src/admission/router.js';
import { type Routing } from '../../../src/admission/routing.js';
import { recordKey, type RecordRef } from '../../../src/crm/record-ref.js';
import { ledgerEntryOf } from '../../../src/documents/composed-entry.js';
import { type Ledger } from '../../../src/ledger/ledger.js';
import { CogneeIndex } from '../../../src/memory/cognee/cognee-index.js';
import { RecordJobRunner } from '../../../src/processor/record-job-runner.js';
import { RecordMemory } from '../../../src/processor/record-memory.js';
import { ChangeLog } from '../../../src/queue/log/change-log.js';
import { type RedisConnections } from '../../../src/redis/redis-connections.js';
import { replaceMethod } from './replace-method.js';

/** Builds that are broken on purpose, each in the way its name says. */
export const mutants: Readonly<Record<string, () => void>> = {
  'remembered-outside-the-script': () => {
    replaceMethod(
      ChangeLog,
      'append',
      (original) =>
        async function (this: ChangeLog, ...args) {
          const [delivery] = args as Parameters<ChangeLog['append']>;
          const { identity } = delivery;
          if (identity === undefined) return original.call(this, delivery);
          const { redis } = this as unknown as { readonly redis: RedisConnections };
          const key = redis.key('delivery', identity);
          if ((await redis.failFast.set(key, '1', 'EX', 3600, 'NX')) === null) {
            return { status: 'duplicate' };
          }
          return original.call(this, { ...delivery, identity: undefined });
        },
    );
  },
  'answered-before-queueing': () => {
    replaceMethod(
      ChangeLog,
      'append',
      (original) =>
        async function (this: ChangeLog, ...args) {
          const [delivery] = args as Parameters<ChangeLog['append']>;
          void original.call(this, delivery).catch(() => undefined);
          return Promise.resolve({ status: 'queued', joined: 0 });
        },
    );
  },
  'acknowledged-before-routing': () => {
    replaceMethod(
      Router,
      'put',
      () =>
        async function (this: Router, ...args) {
          const [reader, deliveries] = args as Parameters<Router['put']>;
          const { routing } = this as unknown as { readonly routing: Routing };
          await reader.acknowledge(
            deliveries.map(({ entryId, planned }) => {
              return { id: entryId, records: planned.map(({ ref }) => recordKey(ref)) };
            }),
          );
          await routing.route(deliveries);
        },
    );
  },
  'first-record-only': () => {
    replaceMethod(
      Admission,
      'plan',
      (original) =>
        function (this: Admission, ...args) {
          const [changes] = args as Parameters<Admission['plan']>;
          return original.call(this, changes.slice(0, 1));
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
          const told = ledgerEntryOf(composed, previous?.sinkRef ?? '', 0);
          await ledger.put(ref, told, previous);
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
