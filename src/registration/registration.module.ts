import { Module } from '@nestjs/common';

import { GapsModule } from '../gaps/gaps.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { ZohoModule } from '../zoho/zoho.module.js';
import { ChannelMetrics } from './channel-metrics.js';
import { ChannelRegister } from './channel-register.js';
import { ChannelReport } from './channel-report.js';
import { ChannelKeeper } from './keeping/channel-keeper.js';
import { ChannelRequests } from './keeping/channel-requests.js';
import { ChannelNotes } from './keeping/channel-notes.js';
import { ChannelUpkeep } from './keeping/channel-upkeep.js';
import { ChannelSurvey } from './plan/channel-survey.js';
import { SecretRotation } from './secret-rotation.js';

/** Zoho's notification channels: what should exist, making it so, and keeping it so. */
@Module({
  imports: [GapsModule, InstallationModule, ZohoModule],
  providers: [
    ChannelRegister,
    ChannelSurvey,
    ChannelNotes,
    ChannelKeeper,
    ChannelReport,
    ChannelRequests,
    ChannelUpkeep,
    ChannelMetrics,
    SecretRotation,
  ],
  exports: [
    ChannelKeeper,
    ChannelRegister,
    ChannelReport,
    ChannelRequests,
    ChannelUpkeep,
    SecretRotation,
  ],
})
export class RegistrationModule {}
