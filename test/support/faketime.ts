import { spawnSync } from 'node:child_process';

/** The library by which Debian's `faketime` shifts the clock of a program; undefined where it isn't installed. */
function library(): string | undefined {
  const { status, stdout } = spawnSync('faketime', ['-f', '+0s', 'printenv', 'LD_PRELOAD']);
  return status === 0 ? String(stdout).trim() : undefined;
}

const preloaded = library();

export const hasFaketime = preloaded !== undefined;

/** The environment of a process whose clock is so far ahead; behind where negative. Its timers are not touched. */
export function clockAhead(seconds: number): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: preloaded ?? '',
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}`,
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}
