import { Injectable } from '@nestjs/common';

import { GapStore } from '../gaps/gap-store.js';
import { LastDeliveries } from '../installation/last-deliveries.js';
import { ChannelRegister } from './channel-register.js';
import { knownRows, surveyRows } from './channel-row.js';
import { reportedChannels, type ReportedChannel } from './reported-channel.js';
import { ChannelSurvey } from './plan/channel-survey.js';

/** Channels as people and programs look at them. */
@Injectable()
export class ChannelReport {
  constructor(
    private readonly survey: ChannelSurvey,
    private readonly register: ChannelRegister,
    private readonly heard: LastDeliveries,
    private readonly gaps: GapStore,
  ) {}

  /** As they were confirmed last; Zoho isn't asked. */
  async known(): Promise<readonly ReportedChannel[]> {
    const [state, heard, gaps] = await Promise.all([
      this.register.read(),
      this.heard.read(),
      this.gaps.open(),
    ]);
    return reportedChannels(knownRows(state, this.survey.modules, heard), gaps);
  }

  /** As Zoho has them now. @throws ZohoError; AppError where WEBHOOK_BASE_URL isn't set */
  async present(): Promise<readonly ReportedChannel[]> {
    const [survey, heard, gaps] = await Promise.all([
      this.survey.look(),
      this.heard.read(),
      this.gaps.open(),
    ]);
    return reportedChannels(surveyRows(survey, this.survey.modules, heard), gaps);
  }
}
