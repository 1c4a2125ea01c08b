import { Module } from '@nestjs/common';

import { LedgerModule } from '../ledger/ledger.module.js';
import { Composer } from './composer.js';

/** How a record reads, for who writes documents and for who checks them. */
@Module({
  imports: [LedgerModule],
  providers: [Composer],
  exports: [Composer],
})
export class DocumentsModule {}
