import {
  Body,
  ConflictException,
  Controller,
  HttpCode,
  Post,
  Query,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { Settings } from '../../config/settings.js';
import { crmModuleOf } from '../../crm/modules.js';
import { recordKey } from '../../crm/record-ref.js';
import { NeedsRedis } from '../../http/needs-redis.interceptor.js';
import { type SnakeCased, snakeCased } from '../../kernel/snake-case.js';
import { Comparisons } from '../../reconciliation/compare/comparisons.js';
import { RecordRequests } from '../../reconciliation/record-requests.js';
import { type SyncForecast, SyncForecasts } from '../../reconciliation/sync-forecast.js';
import { Sweeps } from '../../reconciliation/sweep/sweeps.js';
import { AdminGuard } from '../../access/admin.guard.js';
import { fieldsFrom } from '../request-fields.js';
import { wantedSyncFrom } from './sync-request.js';

/** What was begun: modules that are swept or compared, or a record that is queued. */
interface BegunSync {
  readonly kind: string;
  readonly of: readonly string[];
  /** Of a record: it was erased, and comes back because a person asked for it. */
  readonly was_erased?: boolean;
  /** What it would cost at least: nothing was begun. */
  readonly forecast?: ForecastJson;
}

type ForecastJson = SnakeCased<
  Omit<SyncForecast, 'creditsLeft'> & { readonly creditsLeft: number | null }
>;

/** Brings in what notifications did not tell. */
@Controller('sync')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class SyncController {
  constructor(
    private readonly settings: Settings,
    private readonly sweeps: Sweeps,
    private readonly comparisons: Comparisons,
    private readonly records: RecordRequests,
    private readonly forecasts: SyncForecasts,
  ) {}

  /** 202: sweeps and comparisons go on in this process; `GET /sync` tells how far they are, `GET /sync/proofs` how they end. */
  @Post()
  @HttpCode(202)
  async begin(@Query() query: unknown, @Body() body: unknown): Promise<BegunSync> {
    fieldsFrom(query, {});
    const wanted = wantedSyncFrom(body, this.settings.queue.apis);
    if (wanted.kind === 'record') {
      const { wasErased } = await this.records.sync(wanted.ref);
      return { kind: wanted.kind, of: [recordKey(wanted.ref)], was_erased: wasErased };
    }
    if (this.settings.zoho.credentials === undefined) {
      throw new ConflictException(['there are no Zoho credentials: nobody can be asked']);
    }
    const { kind, apis, dryRun } = wanted;
    const of = kind === 'modified' ? apis : [...new Set(apis.map(crmModuleOf))];
    if (dryRun) return { kind, of, forecast: await this.#forecast(kind, of) };
    if (kind === 'modified') void this.sweeps.run(apis);
    else void this.comparisons.all(of, { rerender: true });
    return { kind, of };
  }

  async #forecast(kind: 'modified' | 'full', of: readonly string[]): Promise<ForecastJson> {
    const forecast =
      kind === 'modified'
        ? await this.forecasts.ofSweep(of)
        : await this.forecasts.ofComparison(of);
    return snakeCased({ ...forecast, creditsLeft: forecast.creditsLeft ?? null });
  }
}
