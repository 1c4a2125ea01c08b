import { Module } from '@nestjs/common';

import { ZohoModule } from '../zoho/zoho.module.js';
import { ChannelRegistrar } from './channel-registrar.js';

/** Zoho's notification channels: what should exist, and making it so. */
@Module({
  imports: [ZohoModule],
  providers: [ChannelRegistrar],
  exports: [ChannelRegistrar],
})
export class RegistrationModule {}
