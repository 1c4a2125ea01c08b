import { Injectable } from '@nestjs/common';

import { listens } from '../config/roles.js';
import { Settings } from '../config/settings.js';
import { LastDeliveries } from '../installation/last-deliveries.js';
import { type LiveProcess } from '../installation/live-process.js';
import { Processes } from '../installation/processes.js';
import { secretFingerprint } from '../kernel/signing.js';
import { type Channel } from '../zoho/channels/channel-entries.js';
import { ChannelSurvey } from './plan/channel-survey.js';
import { ChannelTokens } from './plan/channel-tokens.js';

/** What the previous secret is still needed for. */
export interface RotationProgress {
  /** Processes that take deliveries and don't accept the current secret: they are to be restarted. */
  readonly oldProcesses: readonly LiveProcess[];
  /** API modules whose channel has a token of the previous secret. */
  readonly oldChannels: readonly string[];
  /** When a delivery was last authentic only by the previous secret, epoch ms; undefined: not lately. */
  readonly lastUseMs: number | undefined;
  /** Nothing needs it any more: it can be removed. */
  readonly isOver: boolean;
}

/** So long after its last use the previous secret may still be on its way to us: Zoho tells late, and workflow webhooks are changed by hand. */
const quietMs = 10 * 60_000;

/** How far the change from the previous secret to the current one has come. */
@Injectable()
export class SecretRotation {
  constructor(
    private readonly settings: Settings,
    private readonly survey: ChannelSurvey,
    private readonly processes: Processes,
    private readonly heard: LastDeliveries,
  ) {}

  /** @throws ZohoError where there are channels to be asked about, and Zoho doesn't answer */
  async progress(nowMs: number): Promise<RotationProgress> {
    const [processes, channels, heard] = await Promise.all([
      this.processes.alive(),
      this.#channels(),
      this.heard.read(),
    ]);
    const { webhook } = this.settings;
    const fingerprint = secretFingerprint(webhook.secret);
    const oldProcesses = processes.filter(
      ({ role, accepts }) => listens(role) && !accepts.includes(fingerprint),
    );
    const tokens = new ChannelTokens(webhook, []);
    const oldChannels = channels
      .filter(({ channelId, token }) => tokens.kindOf(channelId, token) !== 'wanted')
      .map(({ api }) => api);
    const { previousSecretMs: usedMs } = heard;
    const lastUseMs = usedMs !== undefined && nowMs - usedMs < quietMs ? usedMs : undefined;
    const isOver = oldProcesses.length === 0 && oldChannels.length === 0 && lastUseMs === undefined;
    return { oldProcesses, oldChannels, lastUseMs, isOver };
  }

  /** None where Zoho has nothing to tell us: without credentials, or without a public address. */
  async #channels(): Promise<readonly Channel[]> {
    const { zoho, webhook } = this.settings;
    if (zoho.credentials === undefined || webhook.baseUrl === undefined) return [];
    return this.survey.ours();
  }
}
