import { Injectable } from '@nestjs/common';

import { LastDeliveries } from '../installation/last-deliveries.js';
import { ChannelRegister } from './channel-register.js';
import { type ChannelRow, knownRows, surveyRows } from './channel-row.js';
import { ChannelSurvey } from './plan/channel-survey.js';

/** Channels as people and programs look at them. */
@Injectable()
export class ChannelReport {
  constructor(
    private readonly survey: ChannelSurvey,
    private readonly register: ChannelRegister,
    private readonly heard: LastDeliveries,
  ) {}

  /** As they were confirmed last; Zoho isn't asked. */
  async known(): Promise<readonly ChannelRow[]> {
    const [state, heard] = await Promise.all([this.register.read(), this.heard.read()]);
    return knownRows(state, this.survey.modules, heard);
  }

  /** As Zoho has them now. @throws ZohoError; AppError where WEBHOOK_BASE_URL isn't set */
  async present(): Promise<readonly ChannelRow[]> {
    const [survey, heard] = await Promise.all([this.survey.look(), this.heard.read()]);
    return surveyRows(survey, this.survey.modules, heard);
  }
}
