import { writeSync } from 'node:fs';

import { CogneeApi } from '../../../src/memory/cognee/api/cognee-api.js';
import { DocumentWriter } from '../../../src/processor/document-writer.js';
import { RecordLoader } from '../../../src/processor/record-loader.js';
import { Admission } from '../../../src/admission/admission.js';
import { Routing } from '../../../src/admission/routing.js';
import { ChangeLog } from '../../../src/queue/log/change-log.js';
import { LogReader } from '../../../src/queue/log/log-reader.js';
import { type BreakPoint, breakNotice, type PlannedBreak } from './break-plan.js';
import { type MethodOf, replaceMethod } from './replace-method.js';

type Pass = () => void;

/** Every point is the beginning or the end of a method of the service as it is built. */
const arm: Readonly<Record<BreakPoint, (pass: Pass) => void>> = {
  'before-queueing': (pass) => {
    around(ChangeLog, 'append', before(pass));
  },
  'before-answer': (pass) => {
    around(Admission, 'admit', after(pass));
  },
  'before-routing': (pass) => {
    around(Routing, 'route', before(pass));
  },
  /** The records are on their queues; the log has them still. */
  'after-routing-before-acknowledge': (pass) => {
    around(LogReader, 'acknowledge', before(pass));
  },
  'after-fetch': (pass) => {
    around(RecordLoader, 'load', after(pass));
  },
  'before-write': (pass) => {
    around(DocumentWriter, 'write', before(pass));
  },
  /** The memory has committed a batch of documents; what it called them is noted nowhere. */
  'mid-batch': (pass) => {
    around(CogneeApi, 'add', after(pass));
  },
  /** The document is written and indexed; the ledger doesn't know. */
  'after-write-before-ledger': (pass) => {
    around(DocumentWriter, 'write', after(pass));
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

type Call = () => unknown;

function before(pass: Pass): (call: Call) => unknown {
  return (call) => {
    pass();
    return call();
  };
}

/** After the method has done what it was asked for; one that failed doesn't count. */
function after(pass: Pass): (call: Call) => unknown {
  return async (call) => {
    const result = await call();
    pass();
    return result;
  };
}

function around<T extends object>(
  type: { readonly prototype: T },
  method: MethodOf<T>,
  run: (call: Call) => unknown,
): void {
  replaceMethod(
    type,
    method,
    (original) =>
      function (...args) {
        return run(() => (original as (...all: readonly unknown[]) => unknown).apply(this, args));
      },
  );
}
