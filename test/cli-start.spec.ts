import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { buildProgram } from '../src/cli/program.js';

const logModules = fileURLToPath(new URL('./support/log-modules.mjs', import.meta.url));
const cli = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));

/** The packages that a call of `zoho-sync` loads something of. */
async function packagesLoadedBy(args: readonly string[]): Promise<readonly string[]> {
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', logModules, cli, ...args],
    { cwd: tmpdir(), env: { PATH: process.env['PATH'] } },
  ).catch((error: unknown) => error as { stderr: string });
  return [...stderr.matchAll(/^loaded (.+)$/gm)].map(([, name = '']) => name);
}

const groups = buildProgram().commands.map((command) => command.name());

describe('starting a command', () => {
  it.each([
    [['--help']],
    [['secret', 'generate']],
    [['secret', 'generate', '--json']],
    [['explode']],
    [['status', '--colour']],
    ...groups.map((name) => [[name, '--help']] as const),
  ])('loads no package but the one that reads the command line: %j', async (args) => {
    expect(await packagesLoadedBy(args)).toEqual(['commander']);
  });

  it('loads what the command needs once it runs', async () => {
    expect(await packagesLoadedBy(['status'])).toContain('@nestjs/common');
  });
});
