import {
  BadRequestException,
  Controller,
  Get,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { type MemoryHit, MemorySink } from '../memory/memory-sink.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { syncedModuleFrom } from './module-parameter.js';
import { countField, fieldsFrom, wordsField } from './request-fields.js';

const usualLimit = 10;
const mostHits = 100;
const searchFields = { q: wordsField, limit: countField(mostHits), module: wordsField };

/** What the assistant would find. */
@Controller('memory')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class MemoryController {
  constructor(
    private readonly memory: MemorySink,
    private readonly settings: Settings,
  ) {}

  /** The documents that match best, best first. @throws BadRequestException for a missing `q` or a wrong filter */
  @Get('search')
  @OnlyReads()
  async search(@Query() query: Readonly<Record<string, unknown>>): Promise<readonly MemoryHit[]> {
    const given = Object.entries(query).filter(([, value]) => value !== '');
    const { q: text, limit, module } = fieldsFrom(Object.fromEntries(given), searchFields);
    if (text === undefined) throw new BadRequestException(['q must hold the words to look for']);
    const only =
      module === undefined ? undefined : syncedModuleFrom(module, this.settings.queue.modules);
    return this.memory.search({
      text,
      limit: limit ?? usualLimit,
      ...(only === undefined ? {} : { modules: [only] }),
    });
  }
}
