import { Injectable } from '@nestjs/common';

import { type CrmModule } from '../../crm/modules.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { ModuleLocks } from '../module-locks.js';
import {
  ModuleVerification,
  type VerificationOptions,
  type Verified,
} from './module-verification.js';
import { type Depth, nothing } from './survey/depth.js';
import { ProofHistory } from './proof-history.js';
import { SurveyShelf } from './survey/survey-tables.js';

/** What came of verifying one module; only `verified` without differences is a proof. */
export interface VerificationReport {
  readonly module: CrmModule;
  readonly status: 'verified' | 'busy' | 'failed';
  readonly verified: Verified | undefined;
  /** What went wrong, and the remedy. */
  readonly reason: string | undefined;
}

const shallow: Depth = { isRead: nothing, isProbed: nothing };

/** Verifies modules, each alone over all processes. */
@Injectable()
export class Verifications {
  constructor(
    private readonly verification: ModuleVerification,
    private readonly locks: ModuleLocks,
    private readonly shelf: SurveyShelf,
    private readonly history: ProofHistory,
  ) {}

  /** Never rejects for a reason that concerns the CRM or the memory. */
  async one(
    module: CrmModule,
    sample: number,
    options: Partial<Omit<VerificationOptions, 'sample'>> = {},
  ): Promise<VerificationReport> {
    const tables = this.shelf.tables(module, 'verification');
    try {
      const verified = await this.locks.alone(`verification:${module}`, (tell) =>
        this.verification.run(module, tables, {
          ...{ depth: shallow, ...options, sample },
          onProgress: (progress) => {
            tell(progress);
            options.onProgress?.(progress);
          },
        }),
      );
      if (verified !== undefined) await this.#keep(module, verified);
      const status = verified === undefined ? 'busy' : 'verified';
      return { module, status, verified, reason: undefined };
    } catch (error) {
      const { message } = appErrorFrom(error);
      return { module, status: 'failed', verified: undefined, reason: message };
    }
  }

  async #keep(
    module: CrmModule,
    { survey, sampled, differences, refused }: Verified,
  ): Promise<void> {
    const { inCrm, inMemory } = survey;
    const equal = differences === 0 && refused.length === 0;
    const found = { inCrm, inMemory, differences, mended: 0, sampled };
    await this.history.note(module, { scope: 'verification', equal, ...found });
  }
}
