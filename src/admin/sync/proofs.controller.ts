import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../../access/admin.guard.js';
import { Settings } from '../../config/settings.js';
import { moduleFromName } from '../../crm/modules.js';
import { NeedsRedis } from '../../http/needs-redis.interceptor.js';
import { ProofHistory } from '../../reconciliation/compare/proof-history.js';
import { type ProofsAnswer, proofsAnswer } from '../../reconciliation/compare/proofs-answer.js';
import { countField, fieldsFrom } from '../request-fields.js';

const usualLimit = 100;
const mostListed = 5000;

const fields = {
  module: {
    shape: (value: unknown) => moduleFromName(value)?.module,
    says: 'must be the name of a module',
  },
  limit: countField(mostListed),
};

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
    const [trueSince, newest, proofs] = await Promise.all([
      this.history.trueSince(),
      this.history.newest(),
      this.history.last(modules, limit),
    ]);
    return proofsAnswer(trueSince, newest, proofs);
  }
}
