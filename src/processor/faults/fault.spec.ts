import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { always } from '../../../test/support/properties.js';
import { AppError, retryAfter, retryLater, retryNever } from '../../kernel/app-error.js';
import { faultOf, faults } from './fault.js';
import { retryVerdict } from './retry-policy.js';

/** Whose errors a record's run can't meet. */
const elsewhere =
  /^src\/(?:(?:cli|admin|config|webhook|registration|reconciliation|http)\/|installation\/clock-checks)/;
const thrown = /(?:(?:App|Zoho|Cognee)Error\(|\berror\(|return \[|code: )\s*'([a-z]+\.[a-z_]+)'/g;

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.spec)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('whose fault a failure is', () => {
  it('is said for every code that a run can end with', () => {
    const codes = sources('src')
      .filter((path) => !elsewhere.test(path))
      .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(thrown)].map(([, code]) => code));

    expect(codes.length).toBeGreaterThan(30);
    expect([...new Set(codes)].filter((code) => !Object.hasOwn(faults, code ?? ''))).toEqual([]);
  });

  const anyCode = fc.constantFrom(...Object.keys(faults));
  const anyRetry = fc.oneof(
    fc.constantFrom(retryLater, retryNever),
    fc.integer({ min: 1, max: 1e6 }).map(retryAfter),
  );
  const anyAttempt = fc.integer({ min: 1, max: 100 });
  const ofAll = new Set(['redis', 'crm', 'memory']);

  it('decides: what fails as a whole uses up no attempt and gives nothing up, whatever it says', () => {
    always([anyCode, anyRetry, anyAttempt, fc.boolean()], (code, retry, attempt, isWhole) => {
      const error = new AppError(code, 'Any.', { retry });
      const run = { attempt, maxAttempts: 3, pauseMs: () => 5, isWhole };
      const fault = faultOf(error);
      const concernsAll = ofAll.has(fault) || (isWhole && fault.endsWith('_or_record'));

      const { action } = retryVerdict(error, run);

      const own = retry.kind === 'never' || attempt >= 3 ? 'give-up' : 'retry';
      expect(action).toBe(concernsAll || retry.kind === 'pause' ? 'pause' : own);
    });
  });

  it("is the record's for a code that nobody knows, so that it ends", () => {
    expect(faultOf({ code: 'never.heard_of' })).toBe('record');
  });
});
