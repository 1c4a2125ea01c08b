#!/usr/bin/env node
import { CommanderError } from 'commander';

import { SettingsError } from '../config/settings-error.js';
import { buildProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** 0 done, 1 failed, 2 called wrongly. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError ? 2 : 1;
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
  if (!(error instanceof CommanderError)) {
    const isKnown = error instanceof SettingsError || error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    // A connection that is still being tried would keep the process for seconds after its last word.
    process.stderr.write(`${isKnown ? message : `zoho-sync: ${message}`}\n`, () => process.exit());
  }
}
