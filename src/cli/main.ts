#!/usr/bin/env node
import { CommanderError } from 'commander';

import { SettingsError } from '../config/settings-error.js';
import { asTyped } from './called-as.js';
import { buildProgram, inOurCase } from './program.js';
import { UsageError } from './usage-error.js';

/** 0 done, 1 failed, 2 called wrongly. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError ? 2 : 1;
}

// Whoever reads the output may have enough of it, as `head` does: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

try {
  const program = buildProgram();
  await program.parseAsync(inOurCase(process.argv.slice(2), program), { from: 'user' });
} catch (error) {
  process.exitCode = exitCodeFor(error);
  if (!(error instanceof CommanderError)) {
    const isKnown = error instanceof SettingsError || error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    // A connection that is still being tried would keep the process for seconds after its last word.
    process.stderr.write(`${asTyped(isKnown ? message : `zoho-sync: ${message}`)}\n`, () =>
      process.exit(),
    );
  }
}
