import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { type BenchResult, type Figure, ratio } from './figures.js';
import { progress } from './progress.js';

const rounds = 15;
const cli = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

/** Loaded before a program, it makes it tell the CPU time that it took, in µs, as the last thing it writes. */
const tellCpu = `data:text/javascript,${encodeURIComponent(
  "import { writeSync } from 'node:fs'; process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(2, `\\n${user + system}`); });",
)}`;

const programs = {
  'zoho-sync --help': [cli, '--help'],
  'zoho-sync secret generate': [cli, 'secret', 'generate'],
  "import('commander')": ['-e', "import('commander')"],
} as const;

/** What it costs to start a command that needs nothing of the service, against loading what reads the command line. */
export async function commands(): Promise<BenchResult> {
  const names = Object.keys(programs) as (keyof typeof programs)[];
  const values = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    progress(`commands: round ${round} of ${rounds}`);
    for (const name of names) values.get(name)?.push(await cpuMs(programs[name]));
  }
  const figure = (name: keyof typeof programs): Figure => {
    return { name, unit: 'ms of CPU', values: values.get(name) ?? [] };
  };
  const baseline = figure("import('commander')");
  const measured = [figure('zoho-sync --help'), figure('zoho-sync secret generate')];
  return {
    bench: 'commands',
    figures: [...measured, baseline],
    ratios: measured.map((each) => {
      return { name: `${each.name} / ${baseline.name}`, value: ratio(each, baseline), goal: '≤ 2' };
    }),
  };
}

async function cpuMs(args: readonly string[]): Promise<number> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', tellCpu, ...args], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  return Number(stderr.slice(stderr.lastIndexOf('\n'))) / 1000;
}
