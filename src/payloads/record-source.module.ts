import { Module } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { RecordSource } from '../crm/record-source.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { FieldCheck } from '../zoho/records/field-check.js';
import { ZohoRecords } from '../zoho/records/zoho-records.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ZohoModule } from '../zoho/zoho.module.js';
import { PayloadRecords } from './payload-records.js';
import { PayloadStore } from './payload-store.js';

/** Where records come from: the CRM's API with credentials, what deliveries carried without. */
@Module({
  imports: [DocumentsModule, LedgerModule, ZohoModule],
  providers: [
    PayloadRecords,
    PayloadStore,
    ZohoRecords,
    FieldCheck,
    {
      provide: RecordSource,
      useFactory: ({ zoho }: Settings, crm: RecordSource, payloads: RecordSource): RecordSource =>
        zoho.credentials === undefined ? payloads : crm,
      inject: [Settings, ZohoRecords, PayloadRecords],
    },
  ],
  exports: [RecordSource, FieldCheck, PayloadStore, ZohoRecords],
})
export class RecordSourceModule {}
