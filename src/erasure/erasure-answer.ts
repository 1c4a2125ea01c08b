import { isoTime } from '../kernel/iso-time.js';
import { type Rewriting } from '../redis/rewritten-log.js';
import { type ErasureReport } from './erasure.js';

/** What became of an erasure, for whoever asked for it. */
export interface ErasureAnswer {
  readonly key: string;
  readonly erased: true;
  readonly erased_at: string;
  readonly until_changed: boolean;
  readonly complete: boolean;
  readonly removed: Readonly<Record<string, boolean>>;
  readonly still_named_in: readonly string[];
  /** What else may hold it, and for how long. */
  readonly kept: readonly string[];
}

const redisFiles: Readonly<Record<Rewriting, string>> = {
  append_only_file:
    'Redis was asked to write its append-only file anew: until that is done, it is in the old one',
  snapshot: 'Redis was asked for a new snapshot: until that is done, it is in the old one',
  nothing_kept: 'Redis keeps no files',
  refused:
    'Redis may not be asked to write its files anew (its ACL?): run BGREWRITEAOF there, until then it is in them',
};

export function erasureAnswer(report: ErasureReport): ErasureAnswer {
  const { document, payload, deadLetter, job, lastSync } = report.removed;
  return {
    key: report.key,
    erased: true,
    erased_at: isoTime(report.erasedAtMs),
    until_changed: report.untilChanged,
    complete: report.isComplete,
    removed: {
      document,
      ledger: document,
      payload,
      dead_letter: deadLetter,
      job,
      last_sync: lastSync,
    },
    still_named_in: report.stillNamedIn,
    kept: [
      redisFiles[report.redis],
      'backups of Redis and of the memory: until you delete them',
      'the CRM itself, and what it shows of the record elsewhere',
      'its id in logs and in the tombstone',
    ],
  };
}
