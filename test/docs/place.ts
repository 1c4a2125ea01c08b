import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { freePort } from '../../demo/embedded-redis.js';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The ports that the pages name: of the service, of Redis, of the simulator. */
const namedPorts = ['8000', '6379', '8810'] as const;

/** A clone of what was committed last, as a reader has it after `npm ci`, with ports of its own. */
export interface Place {
  readonly folder: string;
  /** All that a command sees of the environment: no secret of this machine's is among it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The ports that the pages name, with the free one in the place of each. */
  readonly ports: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'zoho-sync-docs-'));
  const folder = join(root, 'clone');
  const temporary = join(root, 'tmp');
  await mkdir(temporary);
  await run('git', ['clone', '--quiet', repository, folder]);
  await linkOrCopy(join(repository, 'node_modules'), join(folder, 'node_modules'));
  // Warm, so that a build in the clone takes seconds. Not linked: the compiler writes into the files that are there.
  await cp(join(repository, 'dist'), join(folder, 'dist'), { recursive: true });
  const ports = new Map<string, string>();
  for (const port of namedPorts) ports.set(port, String(await freePort()));
  const { PATH = '', HOME = '' } = process.env;
  const environment = {
    ...{ PATH, HOME, TMPDIR: temporary, LANG: 'C.UTF-8', TZ: 'UTC' },
    ...{ PORT: ports.get('8000') ?? '', npm_config_update_notifier: 'false' },
  };
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  return { folder, environment, ports, remove };
}

/** Hard links take two seconds; on another file system there are none. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await run('cp', ['-al', from, to]).catch(async () => {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true, verbatimSymlinks: true });
  });
}
