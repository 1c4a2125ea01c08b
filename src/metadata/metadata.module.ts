import { Module } from '@nestjs/common';

import { ZohoModule } from '../zoho/zoho.module.js';
import { MetadataReader } from './metadata-reader.js';
import { MetadataStore } from './metadata-store.js';
import { MetadataUpkeep } from './metadata-upkeep.js';
import { OrganisationMetadata } from './organisation-metadata.js';

/** What the organisation has made of its CRM: modules, fields, labels, zone and currency. */
@Module({
  imports: [ZohoModule],
  providers: [MetadataReader, MetadataStore, OrganisationMetadata, MetadataUpkeep],
  exports: [OrganisationMetadata],
})
export class MetadataModule {}
