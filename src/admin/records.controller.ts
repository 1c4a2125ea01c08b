import { BadRequestException, Controller, Get, Param, Query, UseGuards } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { isRecordId } from '../crm/record-ref.js';
import {
  type RecordExplanation,
  RecordExplanations,
} from '../reconciliation/explain/record-explanations.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { syncedModuleFrom } from './module-parameter.js';
import { fieldFrom, flagField } from './request-fields.js';

/** Single records. */
@Controller('records')
@UseGuards(AdminGuard)
export class RecordsController {
  constructor(
    private readonly explanations: RecordExplanations,
    private readonly settings: Settings,
  ) {}

  /** What memory holds of a record, what is pending, how long it has been behind, its last error; `live`: what the CRM has. */
  @Get(':module/:id')
  @OnlyReads()
  show(
    @Param('module') name: string,
    @Param('id') id: string,
    @Query('live') live: unknown,
  ): Promise<RecordExplanation> {
    const module = syncedModuleFrom(name, this.settings.queue.modules);
    if (!isRecordId(id)) {
      throw new BadRequestException(['id must be 1 to 64 letters, digits, `_` or `-`']);
    }
    const isLive = fieldFrom('live', live ?? 'false', flagField);
    return this.explanations.of(module, id, { live: isLive });
  }
}
