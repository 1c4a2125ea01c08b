import { BadRequestException, Controller, Get, Param, UseGuards } from '@nestjs/common';

import { crmModules, moduleFromName } from '../crm/modules.js';
import { isRecordId } from '../crm/record-ref.js';
import {
  type RecordExplanation,
  RecordExplanations,
} from '../reconciliation/record-explanations.js';
import { AdminGuard } from './admin.guard.js';

/** Single records. */
@Controller('records')
@UseGuards(AdminGuard)
export class RecordsController {
  constructor(private readonly explanations: RecordExplanations) {}

  /** What memory holds of a record, what is pending, how long it has been behind, and its last error. */
  @Get(':module/:id')
  show(@Param('module') name: string, @Param('id') id: string): Promise<RecordExplanation> {
    const module = moduleFromName(name)?.module;
    if (module === undefined) {
      throw new BadRequestException([`module must be one of ${crmModules.join(', ')}`]);
    }
    if (!isRecordId(id)) {
      throw new BadRequestException(['id must be 1 to 64 letters, digits, `_` or `-`']);
    }
    return this.explanations.of(module, id);
  }
}
