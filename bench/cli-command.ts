import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { type Environment, highestResidentMb } from './program.js';

const lookEveryMs = 200;

/** What one command of the CLI took. */
export interface CliCommand {
  readonly tookMs: number;
  /** The most memory that it had resident, MB; NaN where nothing tells it. */
  readonly residentMb: number;
}

/** Runs a command of `zoho-sync` to its end. @throws where it doesn't exit with 0, with what it printed */
export async function runCliCommand(
  args: readonly string[],
  env: Environment,
): Promise<CliCommand> {
  const path = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
  const startedAt = performance.now();
  const child = spawn(process.execPath, [path, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => printed.push(part.toString()));
  }
  let residentMb = NaN;
  const looking = setInterval(() => {
    residentMb = highestResidentMb(child.pid) ?? residentMb;
  }, lookEveryMs);
  await once(child, 'close');
  clearInterval(looking);
  if (child.exitCode !== 0) throw new Error(`zoho-sync ${args.join(' ')}:\n${printed.join('')}`);
  return { tookMs: performance.now() - startedAt, residentMb };
}
