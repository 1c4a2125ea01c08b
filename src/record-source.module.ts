import { type DynamicModule, Logger, Module } from '@nestjs/common';

import { type Settings } from './config/settings.js';
import { type ChangeEvent } from './crm/change-event.js';
import { RecordSource } from './crm/record-source.js';
import { DocumentsModule } from './documents/documents.module.js';
import { Clock } from './kernel/clock.js';
import { PayloadRecords } from './payloads/payload-records.js';
import { PayloadStore } from './payloads/payload-store.js';
import { PayloadsModule } from './payloads/payloads.module.js';
import { PayloadIntake } from './queue/change-queue.js';
import { Freshness } from './queue/progress/freshness.js';
import { ZohoModule } from './zoho/zoho.module.js';
import { ZohoRecords } from './zoho/records/zoho-records.js';

/** Asks the CRM for every record, so that nothing of a delivery but the record's name need be kept. */
class NoIntake extends PayloadIntake {
  override take(): Promise<void> {
    return Promise.resolve();
  }
}

class StoreIntake extends PayloadIntake {
  constructor(private readonly store: PayloadStore) {
    super();
  }

  override take(changes: readonly ChangeEvent[]): Promise<void> {
    return this.store.merge(changes);
  }
}

/**
 * Notes when records changed, so that the lag is known, and hands the deliveries on. The note isn't waited for: it is on
 * its way before the records are queued, on the same connection, and if it is lost only the lag is not known.
 */
class NotingIntake extends PayloadIntake {
  readonly #logger = new Logger('Deliveries');

  constructor(
    private readonly next: PayloadIntake,
    private readonly freshness: Freshness,
    private readonly clock: Clock,
  ) {
    super();
  }

  override take(changes: readonly ChangeEvent[]): Promise<void> {
    const arrivedAtMs = this.clock.now();
    const changed = changes.map(({ ref, sentAtMs = arrivedAtMs }) => {
      return { ref, changedAtMs: sentAtMs };
    });
    this.freshness.noteChanged(changed).catch((error: unknown) => {
      this.#logger.debug({ event: 'lag.not_noted', reason: String(error) });
    });
    return this.next.take(changes);
  }
}

/** Where records come from: the CRM's API with credentials, what deliveries carried without. */
@Module({})
export class RecordSourceModule {
  static register(settings: Settings): DynamicModule {
    const fromCrm = settings.zoho.credentials !== undefined;
    return {
      global: true,
      module: RecordSourceModule,
      imports: fromCrm ? [ZohoModule, DocumentsModule] : [PayloadsModule],
      providers: fromCrm
        ? [
            { provide: RecordSource, useClass: ZohoRecords },
            {
              provide: PayloadIntake,
              useFactory: (freshness: Freshness, clock: Clock) =>
                new NotingIntake(new NoIntake(), freshness, clock),
              inject: [Freshness, Clock],
            },
          ]
        : [
            {
              provide: RecordSource,
              useFactory: (store: PayloadStore) => new PayloadRecords(store),
              inject: [PayloadStore],
            },
            {
              provide: PayloadIntake,
              useFactory: (store: PayloadStore, freshness: Freshness, clock: Clock) =>
                new NotingIntake(new StoreIntake(store), freshness, clock),
              inject: [PayloadStore, Freshness, Clock],
            },
          ],
      exports: [RecordSource, PayloadIntake],
    };
  }
}
