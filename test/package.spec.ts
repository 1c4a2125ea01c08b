import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { packageVersion } from '../src/config/package-version.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the package that npm makes', () => {
  let folder: string;
  let packed: Packed;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zoho-sync-package-'));
    // It is built already, and building again would take the files away from specs that run beside this one.
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
    );
    packed = (JSON.parse(stdout) as readonly Packed[])[0]!;
    await mkdir(join(folder, 'bin'));
    await run('tar', ['-xzf', packed.filename], { cwd: folder });
    await symlink(join(root, 'node_modules'), join(folder, 'package', 'node_modules'));
    await symlink(join(folder, 'package/dist/src/cli/main.js'), join(folder, 'bin', 'zoho-sync'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** As from a folder that has nothing of the project, by the link that npm makes. */
  const installed = async (...args: readonly string[]): Promise<{ stdout: string }> =>
    run(process.execPath, [join(folder, 'bin', 'zoho-sync'), ...args], {
      cwd: join(folder, 'bin'),
      env: { PATH: process.env['PATH'] },
    });

  it('has what runs and what is read, and nothing that only developers need', () => {
    const paths = packed.files.map(({ path }) => path);

    expect(paths).toEqual(
      expect.arrayContaining([
        ...['README.md', 'LICENSE', '.env.example', 'docs/setup.md', 'package.json'],
        ...['dist/src/main.js', 'dist/src/cli/main.js', 'dist/src/console/browser/index.html'],
      ]),
    );
    const outside = paths.filter((path) => !/^(dist\/src|docs|skills)\/|^[^/]+$/.test(path));
    expect(outside).toEqual([]);
    expect(paths.filter((path) => /\.(spec\.\w+|ts|map|tgz)$|^\.env$/.test(path))).toEqual([]);
  });

  it('runs its commands from anywhere', async () => {
    expect((await installed('--version')).stdout.trim()).toBe(packageVersion());
    expect((await installed('--help')).stdout).toContain('Usage: zoho-sync');
    expect((await installed('secret', 'generate')).stdout).toMatch(/[0-9a-f]{64}/);
  });

  it('says what is missing where nothing is set up', async () => {
    await expect(installed('status')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('WEBHOOK_SECRET') as unknown,
    });
  });
});
