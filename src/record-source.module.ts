import { type DynamicModule, Module } from '@nestjs/common';

import { type Settings } from './config/settings.js';
import { type ChangeEvent } from './crm/change-event.js';
import { RecordSource } from './crm/record-source.js';
import { PayloadRecords } from './payloads/payload-records.js';
import { PayloadStore } from './payloads/payload-store.js';
import { PayloadsModule } from './payloads/payloads.module.js';
import { PayloadIntake } from './queue/change-queue.js';
import { ZohoModule } from './zoho/zoho.module.js';
import { ZohoRecords } from './zoho/zoho-records.js';

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

/** Where records come from: the CRM's API with credentials, what deliveries carried without. */
@Module({})
export class RecordSourceModule {
  static register(settings: Settings): DynamicModule {
    const fromCrm = settings.zoho.credentials !== undefined;
    return {
      global: true,
      module: RecordSourceModule,
      imports: [fromCrm ? ZohoModule : PayloadsModule],
      providers: fromCrm
        ? [
            { provide: RecordSource, useExisting: ZohoRecords },
            { provide: PayloadIntake, useClass: NoIntake },
          ]
        : [
            {
              provide: RecordSource,
              useFactory: (store: PayloadStore) => new PayloadRecords(store),
              inject: [PayloadStore],
            },
            {
              provide: PayloadIntake,
              useFactory: (store: PayloadStore) => new StoreIntake(store),
              inject: [PayloadStore],
            },
          ],
      exports: [RecordSource, PayloadIntake],
    };
  }
}
