import { createInterface } from 'node:readline/promises';

import { UsageError } from '../usage-error.js';

/**
 * Resolves once a person agreed: by `--yes`, or at a terminal by typing yes.
 * @throws UsageError where nobody can be asked; Error where the answer is anything else
 */
export async function confirmed(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Add --yes to do it.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} Type yes to do it: `);
    if (answer.trim().toLowerCase() !== 'yes') throw new Error('Nothing was done.');
  } finally {
    terminal.close();
  }
}
