import { Inject, Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Clock } from '../kernel/clock.js';
import { type ChannelOutcome } from '../zoho/channel-rows.js';
import { ZohoChannels } from '../zoho/zoho-channels.js';
import { type DesiredChannel, desiredChannels } from './desired-channels.js';

/** What became of one channel. */
export interface Registration {
  readonly api: string;
  readonly channelId: string;
  readonly status: 'registered' | 'refused';
  /** The expiry that Zoho confirmed, epoch ms: the truth, whatever was asked for. */
  readonly expiresAtMs: number | undefined;
  /** Zoho's code, where it refused. */
  readonly reason: string | undefined;
}

/** Registers the notification channels that should exist. Running it again renews them. */
@Injectable()
export class ChannelRegistrar {
  readonly #logger = new Logger(ChannelRegistrar.name);

  constructor(
    private readonly channels: ZohoChannels,
    private readonly settings: Settings,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** One result per channel; a module that Zoho refuses to watch doesn't keep the others from being registered. */
  async register(): Promise<readonly Registration[]> {
    const desired = desiredChannels(this.settings, this.clock.now());
    const outcomes = await this.channels.enable(desired);
    return desired.map((channel, index) => this.#settle(channel, outcomes[index]));
  }

  #settle(channel: DesiredChannel, outcome: ChannelOutcome | undefined): Registration {
    const { api, channelId } = channel;
    if (outcome?.status !== 'accepted') {
      const reason = outcome?.code ?? 'NO_ANSWER';
      this.#logger.warn({ event: 'channel.refused', api, channelId, reason });
      return { api, channelId, status: 'refused', expiresAtMs: undefined, reason };
    }
    const expiresAtMs = outcome.modules[0]?.expiresAtMs;
    this.#logger.log({ event: 'channel.registered', api, channelId, expiresAtMs });
    return { api, channelId, status: 'registered', expiresAtMs, reason: undefined };
  }
}
