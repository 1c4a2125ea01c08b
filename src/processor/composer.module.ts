import { Global, Module } from '@nestjs/common';

import { LedgerModule } from '../ledger/ledger.module.js';
import { DocumentComposer } from '../memory/document-composer.js';
import { Composer } from './composer.js';

/** How a record reads, for who writes documents and for who checks them. */
@Global()
@Module({
  imports: [LedgerModule],
  providers: [Composer, { provide: DocumentComposer, useExisting: Composer }],
  exports: [Composer, DocumentComposer],
})
export class ComposerModule {}
