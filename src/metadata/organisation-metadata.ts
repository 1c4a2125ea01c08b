import { Injectable, Logger } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { appErrorFrom } from '../kernel/app-error.js';
import { Clock } from '../kernel/clock.js';
import { within } from '../kernel/within.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { RedisLock } from '../redis/redis-lock.js';
import { MetadataReader } from './metadata-reader.js';
import { MetadataStore } from './metadata-store.js';
import { type Metadata, noMetadata } from './module-metadata.js';

/** Other processes' news is taken up within this time. */
const lookEveryMs = 30_000;
/** After a failure nobody asks Zoho for so long. */
const failedForMs = 60_000;
/** Records wait for the first metadata so long; later ones never do. */
const firstWithinMs = 15_000;

/**
 * What the organisation says of its modules, fields, zone and currency, as this process knows it: shared through Redis,
 * read anew from Zoho as the settings say, and kept as it was while Zoho doesn't tell. Without Zoho credentials there is
 * none.
 */
@Injectable()
export class OrganisationMetadata {
  readonly #logger = new Logger('Metadata');
  readonly #lock: RedisLock;
  #current: Metadata = noMetadata;
  #lookAtMs = 0;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly reader: MetadataReader,
    private readonly store: MetadataStore,
    private readonly clock: Clock,
    redis: RedisConnections,
  ) {
    this.#lock = new RedisLock(redis, redis.key('lock', 'metadata'));
  }

  /** Never changed: other metadata are another object. */
  get current(): Metadata {
    return this.#current;
  }

  /** Resolves once `current` is worth looking at. Never rejects: without metadata the service does what it can. */
  async ready(): Promise<void> {
    if (this.settings.zoho.credentials === undefined || performance.now() < this.#lookAtMs) return;
    this.#looking ??= this.#look().finally(() => {
      this.#lookAtMs = performance.now() + lookEveryMs;
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Asks Zoho, unless another process does so just now. @throws ZohoError where it can't be asked */
  async refresh(): Promise<Metadata> {
    const read = await this.#lock.alone(async () => {
      const metadata = await this.reader.read(await this.#stored());
      await this.store.put(metadata);
      return metadata;
    });
    if (read !== undefined) this.#take(read.done);
    return this.#current;
  }

  async #look(): Promise<void> {
    try {
      this.#take(await this.#stored());
      if (!this.#isDue()) return;
      const reading = this.refresh();
      if (this.#current !== noMetadata) {
        reading.catch((error: unknown) => {
          this.#failed(error);
        });
        return;
      }
      await within(reading, firstWithinMs, 'To ask for the metadata');
      // Another process may have been asking.
      this.#take(await this.#stored());
    } catch (error) {
      this.#failed(error);
    }
  }

  async #stored(): Promise<Metadata> {
    return (await this.store.newerThan(this.#current.readAtMs)) ?? this.#current;
  }

  #take(metadata: Metadata): void {
    if (metadata !== this.#current) this.#current = metadata;
  }

  /** A scheduler asks in time; where none does, the processes that need it ask, a little later. */
  #isDue(): boolean {
    const { modules, readAtMs } = this.#current;
    const isOld = this.clock.now() - readAtMs > 1.2 * this.settings.schedule.metadataEveryMs;
    const known = modules.map(({ api }) => api);
    return isOld || this.settings.queue.apis.some((api) => !known.includes(api));
  }

  #failed(error: unknown): void {
    const { code, message } = appErrorFrom(error);
    this.#lookAtMs = performance.now() + failedForMs;
    this.#logger.warn({ event: 'metadata.failed', code, reason: message });
  }
}
