import { writeSync } from 'node:fs';

import { CogneeApi } from '../../../src/memory/cognee/cognee-api.js';
import { DocumentWriter } from '../../../src/processor/document-writer.js';
import { RecordLoader } from '../../../src/processor/record-loader.js';
import { Admission } from '../../../src/queue/admission.js';
import { ChangeQueue } from '../../../src/queue/change-queue.js';
import { Deliveries } from '../../../src/queue/deliveries.js';
import { type BreakPoint, breakNotice, type PlannedBreak } from './break-plan.js';
import { type MethodOf, replaceMethod } from './replace-method.js';

type Pass = () => void;

/** Every point is the beginning or the end of a method of the service as it is built. */
const arm: Readonly<Record<BreakPoint, (pass: Pass) => void>> = {
  'before-queueing': (pass) => {
    before(ChangeQueue, 'put', pass);
  },
  /** The records are in Redis; that the delivery was taken is not. */
  'after-queueing-before-remember': (pass) => {
    before(Deliveries, 'remember', pass);
  },
  'before-answer': (pass) => {
    after(Admission, 'admit', pass);
  },
  'after-fetch': (pass) => {
    after(RecordLoader, 'load', pass);
  },
  'before-write': (pass) => {
    before(DocumentWriter, 'write', pass);
  },
  /** The memory has committed a batch of documents; what it called them is noted nowhere. */
  'mid-batch': (pass) => {
    after(CogneeApi, 'add', pass);
  },
  /** The document is written and indexed; the ledger doesn't know. */
  'after-write-before-ledger': (pass) => {
    after(DocumentWriter, 'write', pass);
  },
};

/** Lets the process end, or stand still, at the planned passing, and tells of it first. */
export function armBreak({ point, passing, signal }: PlannedBreak): void {
  let passed = 0;
  arm[point](() => {
    passed += 1;
    if (passed !== passing) return;
    writeSync(breakNotice, `${JSON.stringify({ point, passing, signal })}\n`);
    process.kill(process.pid, signal);
  });
}

function before<T extends object>(
  type: { readonly prototype: T },
  method: MethodOf<T>,
  pass: Pass,
): void {
  replaceMethod(
    type,
    method,
    (original) =>
      function (...args) {
        pass();
        return (original as (...all: readonly unknown[]) => unknown).apply(this, args);
      },
  );
}

/** After the method has done what it was asked for; one that failed doesn't count. */
function after<T extends object>(
  type: { readonly prototype: T },
  method: MethodOf<T>,
  pass: Pass,
): void {
  replaceMethod(
    type,
    method,
    (original) =>
      async function (...args) {
        const result = await (original as (...all: readonly unknown[]) => unknown).apply(
          this,
          args,
        );
        pass();
        return result;
      },
  );
}
