import { BadRequestException, Controller, Get, Query, UseGuards } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type MemoryHit, MemorySink } from '../memory/memory-sink.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { syncedModuleFrom } from './module-parameter.js';
import { countField, fieldFrom } from './request-fields.js';

const usualLimit = 10;
const mostHits = 100;

/** What the assistant would find. */
@Controller('memory')
@UseGuards(AdminGuard)
export class MemoryController {
  constructor(
    private readonly memory: MemorySink,
    private readonly settings: Settings,
  ) {}

  /** The documents that match best, best first. @throws BadRequestException for a missing `q` or a wrong filter */
  @Get('search')
  @OnlyReads()
  async search(
    @Query('q') text: unknown,
    @Query('limit') limit: unknown,
    @Query('module') module: unknown,
  ): Promise<readonly MemoryHit[]> {
    if (typeof text !== 'string' || text.trim() === '') {
      throw new BadRequestException(['q must hold the words to look for']);
    }
    const only = isGiven(module)
      ? syncedModuleFrom(module, this.settings.queue.modules)
      : undefined;
    return this.memory.search({
      text,
      limit: isGiven(limit) ? fieldFrom('limit', limit, countField(mostHits)) : usualLimit,
      ...(only === undefined ? {} : { module: only }),
    });
  }
}

function isGiven(parameter: unknown): boolean {
  return parameter !== undefined && parameter !== '';
}
