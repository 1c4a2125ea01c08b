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

import { Settings } from '../config/settings.js';
import { crmModuleOf } from '../crm/modules.js';
import { recordKey } from '../crm/record-ref.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { Tombstones } from '../ledger/tombstones.js';
import { Comparisons } from '../reconciliation/compare/comparisons.js';
import { RecordRequests } from '../reconciliation/record-requests.js';
import { Sweeps } from '../reconciliation/sweep/sweeps.js';
import { AdminGuard } from '../access/admin.guard.js';
import { fieldsFrom } from './request-fields.js';
import { wantedSyncFrom } from './sync-request.js';

/** What was begun: modules that are swept or compared, or a record that is queued. */
interface BegunSync {
  readonly kind: string;
  readonly of: readonly string[];
  /** Of a record: it was erased, and comes back because a person asked for it. */
  readonly was_erased?: boolean;
}

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
    private readonly tombstones: Tombstones,
  ) {}

  /** 202: sweeps and comparisons go on in this process; the log and the metrics tell how they end. */
  @Post()
  @HttpCode(202)
  async begin(@Query() query: unknown, @Body() body: unknown): Promise<BegunSync> {
    fieldsFrom(query, {});
    const wanted = wantedSyncFrom(body, this.settings.queue.apis);
    if (wanted.kind === 'record') {
      const wasErased = await this.tombstones.lift(wanted.ref);
      await this.records.sync(wanted.ref);
      return { kind: wanted.kind, of: [recordKey(wanted.ref)], was_erased: wasErased };
    }
    if (this.settings.zoho.credentials === undefined) {
      throw new ConflictException(['there are no Zoho credentials: nobody can be asked']);
    }
    if (wanted.kind === 'modified') {
      void this.sweeps.run(wanted.apis);
      return { kind: wanted.kind, of: wanted.apis };
    }
    const modules = [...new Set(wanted.apis.map(crmModuleOf))];
    void this.comparisons.all(modules, { rerender: true });
    return { kind: wanted.kind, of: modules };
  }
}
