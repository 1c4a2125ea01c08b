import { Controller, Get, Param, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AskedRecord, type RecordAnswer } from '../asking/asked-record.js';
import { Asking, type FindAnswer } from '../asking/asking.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { answering } from './answering.js';
import { anyField, fieldsFrom } from './request-fields.js';

const showFields = { live: anyField, max_age: anyField };
const relatedFields = { module: anyField, modules: anyField, limit: anyField, max_age: anyField };

/** Single records. */
@Controller('records')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class RecordsController {
  constructor(
    private readonly records: AskedRecord,
    private readonly asking: Asking,
  ) {}

  /** What memory holds of a record, what is pending, how long it has been behind, its last error; `live`: what the CRM has. */
  @Get(':module/:id')
  @OnlyReads()
  show(
    @Param('module') module: string,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<RecordAnswer> {
    const given = fieldsFrom(query, showFields);
    return answering(() => this.records.get({ module, id, ...given }));
  }

  /** What belongs to a record. */
  @Get(':module/:id/related')
  @OnlyReads()
  related(
    @Param('module') module: string,
    @Param('id') id: string,
    @Query() query: unknown,
  ): Promise<FindAnswer> {
    const { module: only, modules = only, ...given } = fieldsFrom(query, relatedFields);
    return answering(() => this.asking.related({ module, id, modules, ...given }));
  }
}
