import { type LiveProcess } from '../../src/installation/live-process.js';

/** A process as it tells of itself, with nothing of note but what is given. */
export function liveProcess(changes: Partial<LiveProcess> = {}): LiveProcess {
  return {
    id: 'a',
    role: 'web',
    host: 'h',
    pid: 1,
    version: undefined,
    memoryBytes: undefined,
    startedAtMs: 0,
    seenAtMs: 0,
    accepts: [],
    modules: [],
    troubles: [],
    worked: {},
    ...changes,
  };
}
