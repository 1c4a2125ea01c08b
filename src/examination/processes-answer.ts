import { type ToldSetting } from '../config/variable.js';
import { type LiveProcess } from '../installation/live-process.js';
import { isoTime } from '../kernel/iso-time.js';
import { type Finding } from './finding.js';

/** A process that is alive, for people and programs outside. */
export interface AnsweredProcess {
  /** Of this run of the process. */
  readonly id: string;
  readonly role: string;
  readonly host: string;
  readonly pid: number;
  /** Null of an earlier release, which doesn't tell; so are memory and settings. */
  readonly version: string | null;
  /** Resident set size, in bytes. */
  readonly memory_bytes: number | null;
  readonly started_at: string;
  /** When it was last heard of. */
  readonly seen_at: string;
  readonly troubles: readonly { readonly subject: string; readonly message: string }[];
  /** Its variables that are set; a secret has null for a text. */
  readonly settings: readonly ToldSetting[] | null;
}

/** The processes of the service, and what is wrong with them, as far as one of them can tell. */
export interface ProcessesAnswer {
  readonly processes: readonly AnsweredProcess[];
  readonly findings: readonly (Omit<Finding, 'remedy'> & { readonly remedy: string | null })[];
}

/** `settings`: of each process, in order. */
export function processesAnswer(
  alive: readonly LiveProcess[],
  settings: readonly (readonly ToldSetting[] | undefined)[],
  findings: readonly Finding[],
): ProcessesAnswer {
  return {
    processes: alive.map((process, index) => {
      const { id, role, host, pid, version, memoryBytes, startedAtMs, seenAtMs } = process;
      return {
        ...{ id, role, host, pid, version: version ?? null, memory_bytes: memoryBytes ?? null },
        started_at: isoTime(startedAtMs),
        seen_at: isoTime(seenAtMs),
        troubles: process.troubles.map(({ subject, message }) => ({ subject, message })),
        settings: settings[index] ?? null,
      };
    }),
    findings: findings.map((finding) => ({ ...finding, remedy: finding.remedy ?? null })),
  };
}
