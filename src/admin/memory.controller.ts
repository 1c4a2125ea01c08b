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
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
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

/** Questions to memory, as an assistant asks them. */
@Controller('memory')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class MemoryController {
  constructor(
    private readonly asking: Asking,
    private readonly memory: MemoryStatus,
  ) {}

  /** The records whose words answer best. */
  @Get('search')
  @OnlyReads()
  search(@Query() given: Readonly<Record<string, unknown>>): Promise<SearchAnswer> {
    const filled = Object.entries(given).filter(([, value]) => value !== '');
    const { q, module, ...others } = fieldsFrom(Object.fromEntries(filled), searchFields);
    if (typeof q !== 'string' || q.trim() === '')
      throw new BadRequestException(['q must hold the words to look for']);
    const question = { query: q, modules: module, ...others };
    return answering(() => this.asking.search(question));
  }

  /** The records of which all that is true. */
  @Post('find')
  @HttpCode(200)
  @OnlyReads()
  find(@Body() body: unknown, @Query() query: unknown): Promise<FindAnswer> {
    fieldsFrom(query, {});
    return answering(() => this.asking.find(body));
  }

  /** Numbers over them. */
  @Post('aggregate')
  @HttpCode(200)
  @OnlyReads()
  aggregate(@Body() body: unknown, @Query() query: unknown): Promise<AggregateAnswer> {
    fieldsFrom(query, {});
    return answering(() => this.asking.aggregate(body));
  }

  /** Whether memory is true, and how far. */
  @Get('status')
  @OnlyReads()
  status(@Query() query: unknown): Promise<StatusAnswer> {
    return answering(() => this.memory.status(query));
  }
}
