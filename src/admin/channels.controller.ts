import {
  Body,
  ConflictException,
  Controller,
  Get,
  HttpCode,
  Post,
  Query,
  ServiceUnavailableException,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { NeedsRedis } from '../http/needs-redis.interceptor.js';
import { AppError } from '../kernel/app-error.js';
import { type SnakeCased, snakeCased } from '../kernel/snake-case.js';
import { ChannelReport } from '../registration/channel-report.js';
import { type ChannelDeed, ChannelRequests } from '../registration/keeping/channel-requests.js';
import { type KeptRow, type PlannedRow } from '../registration/kept-row.js';
import { type ReportedChannel } from '../registration/reported-channel.js';
import { AdminGuard, OnlyReads } from '../access/admin.guard.js';
import { anyField, fieldsFrom, flagField } from './request-fields.js';
import { syncedApisFrom } from './sync/sync-request.js';

const deedFields = { module: anyField, dry_run: flagField };

/** What became of channels, or what would. */
type DeedAnswer = SnakeCased<
  { readonly channels: readonly KeptRow[] } | { readonly planned: readonly PlannedRow[] }
>;

/** Zoho's notification channels. */
@Controller('channels')
@UseGuards(AdminGuard)
@UseInterceptors(NeedsRedis)
export class ChannelsController {
  constructor(
    private readonly settings: Settings,
    private readonly report: ChannelReport,
    private readonly requests: ChannelRequests,
  ) {}

  /** As Zoho confirmed them last; it isn't asked. */
  @Get()
  @OnlyReads()
  async list(@Query() query: unknown): Promise<SnakeCased<readonly ReportedChannel[]>> {
    fieldsFrom(query, {});
    return snakeCased(await this.report.known());
  }

  /** Makes, corrects and renews what should be there; tries again what Zoho refused; ends what `unregister` began. */
  @Post('register')
  @HttpCode(200)
  register(@Query() query: unknown, @Body() body: unknown): Promise<DeedAnswer> {
    return this.#do('register', query, body);
  }

  /** Renews every channel, whatever is left of its life. */
  @Post('renew')
  @HttpCode(200)
  renew(@Query() query: unknown, @Body() body: unknown): Promise<DeedAnswer> {
    return this.#do('renew', query, body);
  }

  async #do(deed: ChannelDeed, query: unknown, body: unknown): Promise<DeedAnswer> {
    fieldsFrom(query, {});
    const { module, dry_run: dryRun = false } = fieldsFrom(body ?? {}, deedFields);
    const { queue, zoho } = this.settings;
    const only = module === undefined ? undefined : syncedApisFrom(module, queue.apis);
    if (zoho.credentials === undefined) {
      throw new ConflictException(['there are no Zoho credentials: nobody can be asked']);
    }
    return asked(async () =>
      snakeCased(
        dryRun
          ? { planned: await this.requests.preview(deed, only) }
          : { channels: await this.requests.carryOut(deed, only) },
      ),
    );
  }
}

/** What Zoho or the state of the channels doesn't allow is said as it is. */
async function asked<T>(answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message } = error;
    const isOurs = code.startsWith('registration.');
    if (isOurs) throw new ConflictException([message], { cause: error });
    if (!code.startsWith('zoho.')) throw error;
    throw new ServiceUnavailableException([message], { cause: error });
  }
}
