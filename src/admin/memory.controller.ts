import {
  BadRequestException,
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import {
  type AggregateAnswer,
  Asking,
  type FindAnswer,
  type SearchAnswer,
} from '../asking/asking.js';
import { MemoryStatus, type StatusAnswer } from '../asking/memory-status.js';
import { type View } from '../crm/view.js';
import { FormerModules } from '../former/former-modules.js';
import { type LeftOverAnswer, leftOverAnswer } from '../former/left-over.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { AdminGuard, CallersView, OnlyAsks } from '../access/admin.guard.js';
import { answering } from './answering.js';
import { anyField, fieldsFrom } from './request-fields.js';

/** `q` and `module` are what is called `query` and `modules` elsewhere. */
const searchFields = {
  q: anyField,
  module: anyField,
  limit: anyField,
  max_age: anyField,
  documents: anyField,
};

interface HttpStatusAnswer extends StatusAnswer {
  readonly former_modules?: readonly LeftOverAnswer[];
}

/** Questions to memory, as an assistant asks them. */
@Controller('memory')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class MemoryController {
  constructor(
    private readonly asking: Asking,
    private readonly memory: MemoryStatus,
    private readonly former: FormerModules,
  ) {}

  /** The records whose words answer best. */
  @Get('search')
  @OnlyAsks()
  search(
    @Query() given: Readonly<Record<string, unknown>>,
    @CallersView() view: View,
  ): Promise<SearchAnswer> {
    const filled = Object.entries(given).filter(([, value]) => value !== '');
    const { q, module, ...others } = fieldsFrom(Object.fromEntries(filled), searchFields);
    if (typeof q !== 'string' || q.trim() === '')
      throw new BadRequestException(['q must hold the words to look for']);
    const question = { query: q, modules: module, ...others };
    return answering(() => this.asking.search(question, view));
  }

  /** The records of which all that is true. */
  @Post('find')
  @HttpCode(200)
  @OnlyAsks()
  find(
    @Body() body: unknown,
    @Query() query: unknown,
    @CallersView() view: View,
  ): Promise<FindAnswer> {
    fieldsFrom(query, {});
    return answering(() => this.asking.find(body, view));
  }

  /** Numbers over them. */
  @Post('aggregate')
  @HttpCode(200)
  @OnlyAsks()
  aggregate(
    @Body() body: unknown,
    @Query() query: unknown,
    @CallersView() view: View,
  ): Promise<AggregateAnswer> {
    fieldsFrom(query, {});
    return answering(() => this.asking.aggregate(body, view));
  }

  /** Whether memory is true, and how far; who may see all of it is told what is left of modules synced no more. */
  @Get('status')
  @OnlyAsks()
  async status(@Query() query: unknown, @CallersView() view: View): Promise<HttpStatusAnswer> {
    const status = await answering(() => this.memory.status(query, view));
    const leftOvers = view.isWhole ? await this.former.find() : [];
    if (leftOvers.length === 0) return status;
    return { ...status, former_modules: leftOvers.map(leftOverAnswer) };
  }
}
