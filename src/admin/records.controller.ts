import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  Param,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { AskedRecord, type RecordAnswer } from '../asking/asked-record.js';
import { Asking, type FindAnswer } from '../asking/asking.js';
import { Settings } from '../config/settings.js';
import { moduleFromName } from '../crm/modules.js';
import { isRecordId, type RecordRef } from '../crm/record-ref.js';
import { type View } from '../crm/view.js';
import { type ErasureAnswer, erasureAnswer } from '../erasure/erasure-answer.js';
import { Erasure } from '../erasure/erasure.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { AdminGuard, CallersView, OnlyAsks } from '../access/admin.guard.js';
import { answering } from './answering.js';
import { anyField, fieldsFrom, flagField, givenOnce } from './request-fields.js';

/** Below the time-outs of the usual proxies. */
const eraseWithinMs = 25_000;

const showFields = { live: anyField, max_age: anyField };
const relatedFields = { module: anyField, modules: anyField, limit: anyField, max_age: anyField };

/** What programs look at first goes by its old name too, for one version: a missing `inMemory` would be no for them. */
type WithOldName = RecordAnswer & { readonly inMemory: boolean };

/** Single records. */
@Controller('records')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class RecordsController {
  constructor(
    private readonly records: AskedRecord,
    private readonly asking: Asking,
    private readonly settings: Settings,
    private readonly erasure: Erasure,
  ) {}

  /** What memory holds of a record, what is pending, how long it has been behind, its last error; `live`: what the CRM has. */
  @Get(':module/:id')
  @OnlyAsks()
  async show(
    @Param('module') module: string,
    @Param('id') id: string,
    @Query() query: unknown,
    @CallersView() view: View,
  ): Promise<WithOldName> {
    const given = fieldsFrom(query, showFields);
    const answer = await answering(() => this.records.get({ module, id, ...given }, view));
    return { ...answer, inMemory: answer.in_memory };
  }

  /** What belongs to a record. */
  @Get(':module/:id/related')
  @OnlyAsks()
  related(
    @Param('module') module: string,
    @Param('id') id: string,
    @Query() query: unknown,
    @CallersView() view: View,
  ): Promise<FindAnswer> {
    const { module: only, modules = only, ...given } = fieldsFrom(query, relatedFields);
    return answering(() => this.asking.related({ module, id, modules, ...given }, view));
  }

  /** Erases what is kept of a record, for good; with `until_changed` until the CRM changes it. */
  @Delete(':module/:id')
  async erase(
    @Param('module') name: string,
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Body() body: unknown,
  ): Promise<ErasureAnswer> {
    const ref = this.#refFrom(name, id);
    const { until_changed: untilChanged = false } = fieldsFrom(givenOnce(query, body) ?? {}, {
      until_changed: flagField,
    });
    return erasureAnswer(await this.erasure.erase(ref, { untilChanged, withinMs: eraseWithinMs }));
  }

  #refFrom(name: string, id: string): RecordRef {
    const { modules } = this.settings.queue;
    const module = moduleFromName(name)?.module;
    if (module === undefined || !modules.includes(module)) {
      throw new BadRequestException([`module must be one of ${modules.join(', ')}`]);
    }
    if (isRecordId(id)) return { module, id };
    throw new BadRequestException(['id must be 1 to 64 letters, digits, `_` or `-`']);
  }
}
