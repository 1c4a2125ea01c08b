import { Controller, Get, Query, UseGuards, UseInterceptors } from '@nestjs/common';

import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { Examination } from '../examination/examination.js';
import { type ProcessesAnswer, processesAnswer } from '../examination/processes-answer.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { Processes } from '../installation/processes.js';
import { fieldsFrom } from './request-fields.js';

/** The processes of the service. */
@Controller('processes')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class ProcessesController {
  constructor(
    private readonly processes: Processes,
    private readonly examination: Examination,
  ) {}

  /** Those alive, and what one of them can find wrong: files are those of the process that answers. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<ProcessesAnswer> {
    fieldsFrom(query, {});
    const [alive, redis, service] = await Promise.all([
      this.processes.alive(),
      this.examination.redis.now(),
      this.examination.service(),
    ]);
    const settings = await this.processes.settingsOf(alive);
    return processesAnswer(alive, settings, [...this.examination.here(), ...redis, ...service]);
  }
}
