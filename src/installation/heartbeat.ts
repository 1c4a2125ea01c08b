import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { listeningRoles } from '../config/roles.js';
import { Settings } from '../config/settings.js';
import { type ApiModule } from '../crm/modules.js';
import { GapStore } from '../gaps/gap-store.js';
import { Clock } from '../kernel/clock.js';
import { packageVersion } from '../config/package-version.js';
import { secretFingerprint } from '../kernel/signing.js';
import { within } from '../kernel/within.js';
import { deadAfterMs, type OwnHeartbeat, Processes } from './processes.js';

const everyMs = 10_000;
const leaveWithinMs = 500;

/**
 * Tells the others, every ten seconds and when a trouble begins or ends, that this process is alive, which secrets it
 * accepts, which modules it keeps, what is set, and what it finds wrong. A process that takes deliveries notes for how long none did
 * before.
 */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(Heartbeat.name);
  readonly #self: Omit<OwnHeartbeat, 'startedAtMs'>;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating = false;
  #beatBefore = false;
  readonly #listensFor: readonly ApiModule[];

  constructor(
    settings: Settings,
    private readonly processes: Processes,
    private readonly gaps: GapStore,
    private readonly clock: Clock,
  ) {
    const { secret, previousSecret } = settings.webhook;
    // Without credentials there is nobody to ask for what was missed.
    const canAsk = settings.zoho.credentials !== undefined;
    this.#listensFor = settings.listens && canAsk ? settings.queue.apis : [];
    const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
    this.#self = {
      id: randomUUID(),
      role: settings.role,
      host: hostname(),
      pid: process.pid,
      version: packageVersion(),
      settings: settings.told,
      accepts: secrets.map((each) => secretFingerprint(each)),
      modules: settings.queue.modules,
    };
  }

  onApplicationBootstrap(): void {
    // By now it knows the clock of all.
    this.#startedAtMs = this.clock.now();
    this.processes.onTrouble(() => {
      this.#beat();
    });
    this.#beat();
    this.#timer = setInterval(() => {
      this.#beat();
    }, everyMs);
    this.#timer.unref();
  }

  /** Says good-bye, so that nobody waits for this process; without Redis it is forgotten within half a minute. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await within(this.processes.leave(this.#self.id), leaveWithinMs, 'Redis').catch(() => {
      this.#logger.debug({ event: 'heartbeat.not_ended' });
    });
  }

  /** One at a time: while Redis is away, commands would pile up. */
  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#beatOnce()
      .catch((error: unknown) => {
        this.#logger.debug({ event: 'heartbeat.failed', reason: String(error) });
      })
      .finally(() => {
        this.#beating = false;
      });
  }

  /** The gap comes first: after a crash in between it is noted again. */
  async #beatOnce(): Promise<void> {
    if (this.#listensFor.length > 0) await this.#noteDowntime();
    await this.processes.beat({ ...this.#self, startedAtMs: this.#startedAtMs });
    this.#beatBefore = true;
  }

  async #noteDowntime(): Promise<void> {
    const lastAliveMs = await this.processes.lastAliveMs(listeningRoles);
    const missed = downtimeMs(lastAliveMs, this.clock.now(), this.#beatBefore);
    if (missed === undefined) return;
    await Promise.all(
      this.#listensFor.map((api) => this.gaps.note({ api, ...missed, reason: 'downtime' })),
    );
  }
}

/**
 * The time in which no process may have taken deliveries, by the last heartbeat of one that did; undefined for none.
 * A process that just started can't tell a killed one from one that goes on, so it counts all of the time since; one
 * that has beaten before wonders only at a heartbeat too long ago: Redis was away, or the process hung.
 */
export function downtimeMs(
  lastAliveMs: number | undefined,
  nowMs: number,
  beatBefore: boolean,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  if (lastAliveMs === undefined) return undefined;
  if (beatBefore && nowMs - lastAliveMs < deadAfterMs) return undefined;
  return { fromMs: Math.min(lastAliveMs, nowMs), toMs: nowMs };
}
