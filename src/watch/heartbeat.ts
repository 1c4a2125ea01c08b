import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Clock } from '../kernel/clock.js';
import { secretFingerprint } from '../kernel/signing.js';
import { within } from '../redis/within.js';
import { type LiveProcess } from './live-process.js';
import { Processes } from './processes.js';

const everyMs = 10_000;
const leaveWithinMs = 500;

/** Tells the others, every ten seconds, that this process is alive and which secrets it accepts. */
@Injectable()
export class Heartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger(Heartbeat.name);
  readonly #self: Omit<LiveProcess, 'seenAtMs'>;
  #timer: NodeJS.Timeout | undefined;
  #beating = false;

  constructor(
    settings: Settings,
    private readonly processes: Processes,
    private readonly clock: Clock,
  ) {
    const { secret, previousSecret } = settings.webhook;
    const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
    this.#self = {
      id: randomUUID(),
      role: settings.role,
      host: hostname(),
      pid: process.pid,
      startedAtMs: clock.now(),
      accepts: secrets.map((each) => secretFingerprint(each)),
    };
  }

  onApplicationBootstrap(): void {
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
    const process = { ...this.#self, seenAtMs: this.clock.now() };
    this.processes
      .beat(process)
      .catch((error: unknown) => {
        this.#logger.debug({ event: 'heartbeat.failed', reason: String(error) });
      })
      .finally(() => {
        this.#beating = false;
      });
  }
}
