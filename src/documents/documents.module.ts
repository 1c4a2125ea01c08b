import { Module } from '@nestjs/common';

import { WantedFields } from '../crm/wanted-fields.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Composer } from './composer.js';
import { MetadataModule } from '../metadata/metadata.module.js';
import { DocumentFields } from './document-fields.js';
import { OrganisationKinds } from './organisation-kinds.js';

/** How a record reads: for those that fetch it, write its document, or check it. */
@Module({
  imports: [LedgerModule, MetadataModule],
  providers: [Composer, OrganisationKinds, { provide: WantedFields, useClass: DocumentFields }],
  exports: [Composer, OrganisationKinds, WantedFields],
})
export class DocumentsModule {}
