import { Module } from '@nestjs/common';

import { ZohoModule } from '../zoho/zoho.module.js';
import { ChannelKeeper } from './channel-keeper.js';
import { ChannelMetrics } from './channel-metrics.js';
import { ChannelNotes } from './channel-notes.js';
import { ChannelRegister } from './channel-register.js';
import { ChannelReport } from './channel-report.js';
import { ChannelSurvey } from './channel-survey.js';
import { ChannelUpkeep } from './channel-upkeep.js';
import { SecretRotation } from './secret-rotation.js';

/** Zoho's notification channels: what should exist, making it so, and keeping it so. */
@Module({
  imports: [ZohoModule],
  providers: [
    ChannelRegister,
    ChannelSurvey,
    ChannelNotes,
    ChannelKeeper,
    ChannelReport,
    ChannelUpkeep,
    ChannelMetrics,
    SecretRotation,
  ],
  exports: [ChannelKeeper, ChannelRegister, ChannelReport, ChannelUpkeep, SecretRotation],
})
export class RegistrationModule {}
