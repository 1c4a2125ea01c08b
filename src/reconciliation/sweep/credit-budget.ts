import { Injectable } from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { AppError, retryAfter } from '../../kernel/app-error.js';
import { Clock } from '../../kernel/clock.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { creditDay, creditsAreLow, restOfDayMs } from './credits.js';

const keptForSeconds = 2 * 86_400;
/** Credits come back bit by bit: after this long it is worth looking again. */
const lowForMs = 15 * 60_000;

/**
 * What sweeps may take of Zoho's API credits, counted over all processes: a number a day, and nothing while few are
 * left. Live changes don't ask here, and so always go on.
 */
@Injectable()
export class CreditBudget {
  readonly #limit: number | undefined;
  readonly #batchSize: number;
  #highest = 0;
  #low: { readonly remaining: number; readonly untilMs: number } | undefined;

  constructor(
    settings: Settings,
    private readonly redis: RedisConnections,
    private readonly clock: Clock,
  ) {
    this.#limit = settings.schedule.creditsPerDay;
    this.#batchSize = settings.processor.batchSize;
  }

  /** Takes credits before they are used. @throws AppError `sync.credits_low` or `sync.budget_spent` */
  async spend(credits: number): Promise<void> {
    const nowMs = this.clock.now();
    if (this.#low !== undefined && nowMs < this.#low.untilMs) throw creditsLow(this.#low.remaining);
    const key = this.#key(nowMs);
    const [spent] = await Promise.all([
      this.redis.patient.incrby(key, credits),
      this.redis.patient.expire(key, keptForSeconds),
    ]);
    if (this.#limit === undefined || spent <= this.#limit) return;
    await this.redis.patient.decrby(key, credits);
    throw budgetSpent(this.#limit, restOfDayMs(nowMs));
  }

  /** Takes what it will cost to read records that are queued. @throws as `spend` does */
  spendOnReading(records: number): Promise<void> {
    return this.spend(Math.ceil(records / this.#batchSize));
  }

  /** Credits that sweeps used today. */
  async spentToday(): Promise<number> {
    return Number((await this.redis.patient.get(this.#key(this.clock.now()))) ?? 0);
  }

  /** What Zoho said is left. */
  noteRemaining(remaining: number | undefined): void {
    if (remaining === undefined) return;
    this.#highest = Math.max(this.#highest, remaining);
    this.#low = creditsAreLow(remaining, this.#highest)
      ? { remaining, untilMs: this.clock.now() + lowForMs }
      : undefined;
  }

  #key(nowMs: number): string {
    return this.redis.key('sweep-credits', creditDay(nowMs));
  }
}

function creditsLow(remaining: number): AppError {
  const message = `Only ${remaining} API credits are left: sweeps wait and leave them to live changes.`;
  return new AppError('sync.credits_low', message, { retry: retryAfter(lowForMs) });
}

function budgetSpent(limit: number, restMs: number): AppError {
  const message = `Sweeps have used the ${limit} API credits of today: they go on tomorrow (UTC); raise SYNC_CREDIT_BUDGET for more.`;
  return new AppError('sync.budget_spent', message, { retry: retryAfter(restMs) });
}
