import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { makePlace } from './place.js';
import { lineOf, type Outcome, outcomeOf } from './report.js';
import { Shell } from './shell.js';
import { type Step, stepsOf } from './steps.js';

const limitMinutes = 15;

interface PageStep {
  readonly page: string;
  readonly step: Step;
}

/**
 * Runs what the pages tell their reader to run: README.md, then the pages of docs/ in the order in which it names them.
 * State carries over, as it does for a reader: what a page has set up, the next one finds.
 */
async function main(): Promise<number> {
  const place = await makePlace();
  const shell = new Shell(place);
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        resolve(130);
      });
  });
  const late = delay(limitMinutes * 60_000, 124, { ref: false });
  try {
    return await Promise.race([runAll(await stepsIn(place.folder), shell), interrupted, late]);
  } finally {
    await shell.stop();
    await place.remove();
  }
}

async function runAll(steps: readonly PageStep[], shell: Shell): Promise<number> {
  const counts = { ok: 0, skipped: 0, failed: 0 };
  for (const { page, step } of steps) {
    const startedAt = performance.now();
    const outcome = await runOne(step, shell);
    console.log(lineOf(page, step, outcome, performance.now() - startedAt));
    counts[outcome.status] += 1;
  }
  console.log(`${counts.ok} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  return counts.failed === 0 ? 0 : 1;
}

async function runOne(step: Step, shell: Shell): Promise<Outcome> {
  if (step.kind === 'skipped') return { status: 'skipped' };
  const { text, first = '' } = step;
  const commands = first === '' ? text : `{ ${first}\n} >/dev/null\n${text}`;
  const ended = step.kind === 'stay' ? shell.stay(commands, step.until) : shell.run(commands);
  return outcomeOf(step, await ended);
}

/** @throws where a page can't be understood, or README.md doesn't lead to it: nobody would read it, and nothing run it */
async function stepsIn(folder: string): Promise<readonly PageStep[]> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\((docs\/[\w-]+\.md)/g)].map(([, path = '']) => path);
  const pages = (await readdir(join(folder, 'docs'))).filter((name) => name.endsWith('.md'));
  const lost = pages.map((name) => `docs/${name}`).filter((path) => !links.includes(path));
  if (lost.length > 0) throw new Error(`README.md has no link to ${lost.join(', ')}`);
  const steps: PageStep[] = [];
  for (const page of ['README.md', ...new Set(links)])
    for (const step of stepsOf(await readFile(join(folder, page), 'utf8'), page))
      steps.push({ page, step });
  return steps;
}

process.exitCode = await main();
