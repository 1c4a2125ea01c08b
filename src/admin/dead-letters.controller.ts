import {
  BadRequestException,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';

import { type CrmModule } from '../crm/modules.js';
import { isoTime } from '../kernel/iso-time.js';
import { DeadLetterReplay } from '../queue/dead-letters/dead-letter-replay.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { type DeadLetter } from '../queue/dead-letters/dead-letter.js';
import { type ErrorGroup, errorGroups } from '../queue/dead-letters/error-groups.js';
import { AdminGuard, OnlyReads } from './access/admin.guard.js';
import { deadLetterRequestFrom } from './dead-letter-request.js';

const usualLimit = 100;
/** Below the time-outs of the usual proxies: what isn't done by then is left to the next call. */
const replayWithinMs = 25_000;

interface DeadLetterJson {
  readonly module: CrmModule;
  readonly record_id: string;
  readonly code: string;
  readonly error: string;
  readonly causes: readonly string[];
  readonly attempts: number;
  readonly first_failed_at: string;
  readonly failed_at: string;
}

interface ErrorGroupJson {
  readonly code: string;
  readonly error: string;
  readonly count: number;
  readonly modules: readonly CrmModule[];
  readonly first_failed_at: string;
  readonly last_failed_at: string;
}

/** The letters that match: how many, by error, and the newest of them singly. */
interface DeadLettersJson {
  readonly matched: number;
  readonly groups: readonly ErrorGroupJson[];
  readonly dead_letters: readonly DeadLetterJson[];
}

interface ReplayJson {
  readonly matched: number;
  readonly replayed: number;
  readonly recovered: number;
  readonly failed_again: number;
  readonly stopped: string | null;
}

/** The records that could not be synced. */
@Controller('dead-letters')
@UseGuards(AdminGuard)
export class DeadLettersController {
  constructor(
    private readonly deadLetters: DeadLetterStore,
    private readonly replays: DeadLetterReplay,
  ) {}

  /** Newest first. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<DeadLettersJson> {
    const { filter, limit } = deadLetterRequestFrom(query);
    const letters = await this.deadLetters.matching(filter);
    return {
      matched: letters.length,
      groups: errorGroups(letters).map(groupJson),
      dead_letters: letters.slice(0, limit ?? usualLimit).map(letterJson),
    };
  }

  /** Answers once the replay is done, has stopped by itself, or its time is over. */
  @Post('replay')
  @HttpCode(200)
  async replay(@Body() body: unknown): Promise<ReplayJson> {
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

  /** The filter is given as JSON or in the query string; in both is an error, so that neither is overlooked. */
  @Delete()
  async discard(
    @Query() query: Readonly<Record<string, unknown>>,
    @Body() body: unknown,
  ): Promise<{ readonly matched: number; readonly discarded: number }> {
    const { filter, limit, dryRun } = deadLetterRequestFrom(given(query, body));
    const letters = await this.deadLetters.matching(filter);
    const chosen = dryRun ? [] : letters.slice(0, limit);
    return { matched: letters.length, discarded: await this.deadLetters.discard(chosen) };
  }
}

function given(query: Readonly<Record<string, unknown>>, body: unknown): unknown {
  if (Object.keys(query).length === 0) return body;
  if (body === undefined) return query;
  throw new BadRequestException([
    'give the filter in the query string or in the body, not in both',
  ]);
}

function letterJson(letter: DeadLetter): DeadLetterJson {
  const { module, id, code, message, causes, attempts, firstFailedAtMs, failedAtMs } = letter;
  return {
    module,
    record_id: id,
    code,
    error: message,
    causes,
    attempts,
    first_failed_at: isoTime(firstFailedAtMs),
    failed_at: isoTime(failedAtMs),
  };
}

function groupJson({ firstFailedAtMs, lastFailedAtMs, ...group }: ErrorGroup): ErrorGroupJson {
  return {
    ...group,
    first_failed_at: isoTime(firstFailedAtMs),
    last_failed_at: isoTime(lastFailedAtMs),
  };
}
