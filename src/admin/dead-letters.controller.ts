import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { FormerModules } from '../former/former-modules.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { RecentDeliveries } from '../installation/recent-deliveries.js';
import {
  type DeadLettersAnswer,
  deadLettersAnswer,
} from '../queue/dead-letters/dead-letter-answer.js';
import { DeadLetterReplay } from '../queue/dead-letters/dead-letter-replay.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { deadLetterRequestFrom, listedLettersFrom } from './dead-letter-request.js';
import { fieldsFrom, givenOnce } from './request-fields.js';

const usualLimit = 100;
/** Below the time-outs of the usual proxies: what isn't done by then is left to the next call. */
const replayWithinMs = 25_000;

interface ReplayJson {
  readonly matched: number;
  readonly replayed: number;
  readonly recovered: number;
  readonly failed_again: number;
  readonly stopped: string | null;
}

interface DiscardedJson {
  readonly matched: number;
  readonly discarded: number;
  /** Of a module that is synced no more. */
  readonly jobs_discarded?: number;
}

/** The records that could not be synced. */
@Controller('dead-letters')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetterStore,
    private readonly replays: DeadLetterReplay,
    private readonly former: FormerModules,
    private readonly recent: RecentDeliveries,
  ) {}

  /** Newest first. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<DeadLettersAnswer> {
    const { filter, limit } = listedLettersFrom(query);
    const [letters, toldBy] = await Promise.all([
      this.deadLetters.matching(filter),
      this.recent.toldBy(),
    ]);
    const isFormer = (module: CrmModule): boolean => this.former.isFormer(module);
    return deadLettersAnswer(letters, limit ?? usualLimit, { isFormer, toldBy });
  }

  /** Answers once the replay is done, has stopped by itself, or its time is over. */
  @Post('replay')
  @HttpCode(200)
  async replay(@Query() query: unknown, @Body() body: unknown): Promise<ReplayJson> {
    fieldsFrom(query, {});
    const { filter, limit, dryRun } = deadLetterRequestFrom(body);
    const outcome = await this.replays.replay(filter, {
      ...(limit === undefined ? {} : { limit }),
      dryRun,
      stepWithinMs: replayWithinMs,
      withinMs: replayWithinMs,
    });
    const { matched, replayed, recovered, failedAgain, stopped } = outcome;
    return { matched, replayed, recovered, failed_again: failedAgain, stopped: stopped ?? null };
  }

  /**
   * The filter is given as JSON or in the query string; in both is an error, so that neither is overlooked. Of a module
   * that is synced no more and is named alone, the jobs are discarded too.
   */
  @Delete()
  async discard(
    @Query() query: Readonly<Record<string, unknown>>,
    @Body() body: unknown,
  ): Promise<DiscardedJson> {
    const { filter, limit, dryRun } = deadLetterRequestFrom(givenOnce(query, body));
    const letters = await this.deadLetters.matching(filter);
    const chosen = dryRun ? [] : letters.slice(0, limit);
    const discarded = await this.deadLetters.discard(chosen);
    const { id, code, module } = filter;
    const isWhole = !dryRun && id === undefined && code === undefined && limit === undefined;
    const leftOver = isWhole ? await this.former.of(module) : undefined;
    const jobs = leftOver === undefined ? undefined : await this.former.discardJobs(leftOver);
    return {
      matched: letters.length,
      discarded,
      ...(jobs === undefined ? {} : { jobs_discarded: jobs }),
    };
  }
}
