import { createInterface } from 'node:readline/promises';

import { UsageError } from '../usage-error.js';

/**
 * Resolves once a person agreed: by `--yes`, or at a terminal by typing yes.
 * @throws UsageError where nobody can be asked; Error where the answer is anything else
 */
export async function confirmed(question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new UsageError(`${question} Add --yes to do it.`);
  if (!(await saysYes(question))) throw new Error('Nothing was done.');
}

/** As `confirmed`, for a part of the work that may be left out: false where nobody agreed. */
export async function agreed(question: string, yes: boolean): Promise<boolean> {
  const mayAsk = process.stdin.isTTY;
  if (yes || !mayAsk) process.stderr.write(`${question}${yes ? '' : ' Add --yes to do it.'}\n`);
  return yes || (mayAsk && saysYes(question));
}

async function saysYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} Type yes to do it: `);
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
