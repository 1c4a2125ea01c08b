import {
  BadRequestException,
  Controller,
  Get,
  Param,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { isRecordId } from '../crm/record-ref.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { type SnakeCased, snakeCased } from '../kernel/snake-case.js';
import {
  type RecordExplanation,
  RecordExplanations,
} from '../reconciliation/explain/record-explanations.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { syncedModuleFrom } from './module-parameter.js';
import { fieldsFrom, flagField } from './request-fields.js';

/** Single records. */
@Controller('records')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class RecordsController {
  constructor(
    private readonly explanations: RecordExplanations,
    private readonly settings: Settings,
  ) {}

  /** What memory holds of a record, what is pending, how long it has been behind, its last error; `live`: what the CRM has. */
  @Get(':module/:id')
  @OnlyReads()
  async show(
    @Param('module') name: string,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<SnakeCased<RecordExplanation>> {
    const module = syncedModuleFrom(name, this.settings.queue.modules);
    if (!isRecordId(id)) {
      throw new BadRequestException(['id must be 1 to 64 letters, digits, `_` or `-`']);
    }
    const { live = false } = fieldsFrom(query, { live: flagField });
    return snakeCased(await this.explanations.of(module, id, { live }));
  }
}
