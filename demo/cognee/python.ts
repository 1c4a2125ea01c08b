import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The release that the adapter is proven with. */
export const cogneeVersion = '1.6.5';

const installsWithinMs = 15 * 60_000;

/** Cognee in a Python environment of its own, or why it can't be had. */
export type CogneeInstallation =
  | { readonly status: 'installed'; readonly python: string; readonly tokenizers: string }
  | { readonly status: 'unavailable'; readonly reason: string };

/**
 * Installs Cognee from PyPI into a folder of its own under the user's cache, once; about a gigabyte. `COGNEE_VENV` names
 * another folder, `COGNEE_PYTHON` another Python (3.10 to 3.13).
 */
export async function installCognee(say: (line: string) => void): Promise<CogneeInstallation> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = process.env['COGNEE_VENV'] ?? join(cache, 'zoho-sync', `cognee-${cogneeVersion}`);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, '.installed');
  if (await exists(done)) return installationOf(python);
  const base = await suitablePython();
  if (base === undefined) {
    const reason = 'no Python 3.10 to 3.13 on PATH (COGNEE_PYTHON names one elsewhere)';
    return { status: 'unavailable', reason };
  }
  say(`Installing cognee ${cogneeVersion} from PyPI into ${folder}; this takes some minutes.`);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run(base, ['-m', 'venv', folder], { timeout: installsWithinMs });
    const packages = ['-m', 'pip', 'install', '--quiet', `cognee==${cogneeVersion}`];
    await run(python, packages, { timeout: installsWithinMs, maxBuffer: 64 * 1024 * 1024 });
    await writeFile(done, '');
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const line = lastLine(stderr) ?? lastLine(message) ?? 'unknown';
    return { status: 'unavailable', reason: `pip could not install cognee: ${line}` };
  }
  return installationOf(python);
}

/** The package brings tokenizers as files, which Cognee would otherwise fetch from the network. */
async function installationOf(python: string): Promise<CogneeInstallation> {
  const where = "import importlib.util as u; print(u.find_spec('litellm').origin)";
  try {
    const { stdout } = await run(python, ['-c', where]);
    const tokenizers = join(stdout.trim(), '..', 'litellm_core_utils', 'tokenizers');
    return { status: 'installed', python, tokenizers };
  } catch (error) {
    const reason = `the installed Python does not run: ${(error as Error).message}`;
    return { status: 'unavailable', reason };
  }
}

async function suitablePython(): Promise<string | undefined> {
  const named = process.env['COGNEE_PYTHON'];
  const candidates = named === undefined ? ['python3', 'python3.12', 'python3.11'] : [named];
  const check = 'import sys, venv; sys.exit(not ((3, 10) <= sys.version_info[:2] <= (3, 13)))';
  for (const candidate of candidates) {
    const fits = await run(candidate, ['-c', check]).then(
      () => true,
      () => false,
    );
    if (fits) return candidate;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').filter(Boolean).at(-1);
}
