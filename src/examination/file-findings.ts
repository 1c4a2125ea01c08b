import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type Settings } from '../config/settings.js';
import { isOpenToOthers, modeOf } from '../config/file-access.js';
import { type Finding, ok, warning } from './finding.js';

const envFile = '.env';

/** Files that hold secrets or records, and that more than their owner may read. */
export function fileFindings({ memory, http, redis }: Settings): readonly Finding[] {
  const tokens = http.readTokensFile === undefined ? [] : [http.readTokensFile];
  const keys = redis.tls?.tlsKey === undefined ? [] : [redis.tls.tlsKey.path];
  const kept = memory.sinks.includes('local') ? filesOf(memory.path) : [];
  const facts = memory.factsFolder === undefined ? [] : filesOf(memory.factsFolder);
  const paths = [envFile, ...tokens, ...keys, ...kept, ...facts];
  const open = paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found !== undefined && isOpenToOthers(found) ? [{ path, found }] : [];
  });
  if (open.length === 0) return [ok('Files', 'only their owner may read settings and memory')];
  return open.map(({ path, found }) => {
    const right = found.isDirectory() ? '700' : '600';
    const message = `${path} is open to other users of this machine (mode ${modeOf(found)})`;
    return warning('Files', message, `\`chmod ${right} ${path}\``);
  });
}

function filesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^(?:memory|facts-)/.test(name));
    return [folder, ...names.map((name) => join(folder, name))];
  } catch {
    // What is wrong with the folder is told by the memory itself.
    return [];
  }
}
