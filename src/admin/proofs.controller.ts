import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { Settings } from '../config/settings.js';
import { type CrmModule, moduleFromName } from '../crm/modules.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { isoTime, knownTime } from '../kernel/iso-time.js';
import {
  type ModuleProof,
  ProofHistory,
  type TrueSince,
} from '../reconciliation/compare/proof-history.js';
import { countField, fieldsFrom } from './request-fields.js';

const usualLimit = 100;
const mostListed = 5000;

const fields = {
  module: {
    shape: (value: unknown) => moduleFromName(value)?.module,
    says: 'must be the name of a module',
  },
  limit: countField(mostListed),
};

/** Whether memory is true by the proofs that were made of it. */
interface ProofsAnswer {
  /** Since when all modules are proven equal without a break; null where one of them isn't. */
  readonly true_since: string | null;
  readonly modules: readonly { readonly module: CrmModule; readonly true_since: string | null }[];
  readonly proofs: readonly ProofJson[];
}

interface ProofJson {
  readonly module: CrmModule;
  readonly at: string;
  readonly scope: ModuleProof['scope'];
  readonly equal: boolean;
  readonly in_crm: number | null;
  readonly in_memory: number | null;
  readonly differences: number;
  readonly mended: number;
  readonly sampled: number | null;
}

/** Whether memory is true, by what comparisons and verifications found. */
@Controller('sync/proofs')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class ProofsController {
  constructor(
    private readonly history: ProofHistory,
    private readonly settings: Settings,
  ) {}

  /** Newest first. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<ProofsAnswer> {
    const { module, limit = usualLimit } = fieldsFrom(query, fields);
    const modules = module === undefined ? this.settings.queue.modules : [module];
    const [trueSince, proofs] = await Promise.all([
      this.history.trueSince(),
      this.history.last(modules, limit),
    ]);
    return proofsAnswer(trueSince, proofs);
  }
}

function proofsAnswer(
  trueSince: readonly TrueSince[],
  proofs: readonly ModuleProof[],
): ProofsAnswer {
  const times = trueSince.flatMap(({ sinceMs }) => sinceMs ?? []);
  const isWhole = times.length === trueSince.length && times.length > 0;
  return {
    true_since: isWhole ? isoTime(Math.max(...times)) : null,
    modules: trueSince.map(({ module, sinceMs }) => {
      return { module, true_since: knownTime(sinceMs) ?? null };
    }),
    proofs: proofs.map(jsonOf),
  };
}

function jsonOf(proof: ModuleProof): ProofJson {
  const { module, atMs, scope, equal, inCrm, inMemory, differences, mended, sampled } = proof;
  return {
    module,
    at: isoTime(atMs),
    scope,
    equal,
    in_crm: inCrm ?? null,
    in_memory: inMemory ?? null,
    differences,
    mended,
    sampled: sampled ?? null,
  };
}
