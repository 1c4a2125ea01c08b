import { BadRequestException, Controller, Get, Query, UseGuards } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type MemoryHit, MemorySink } from '../memory/memory-sink.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { syncedModuleFrom } from './module-parameter.js';

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
    const isAny = module === undefined || module === '';
    const only = isAny ? undefined : syncedModuleFrom(module, this.settings.queue.modules);
    return this.memory.search({
      text,
      limit: limitFrom(limit, usualLimit, mostHits),
      ...(only === undefined ? {} : { module: only }),
    });
  }
}

/** A `limit` of a query string; `usual` where there is none. @throws BadRequestException for anything but 1 to `most` */
function limitFrom(value: unknown, usual: number, most: number): number {
  if (value === undefined || value === '') return usual;
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > most) {
    throw new BadRequestException([`limit must be a whole number from 1 to ${most}`]);
  }
  return limit;
}
