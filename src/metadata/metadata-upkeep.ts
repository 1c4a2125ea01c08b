import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Scheduled, type ScheduledTask, type TaskReport } from '../schedule/scheduled-task.js';
import { OrganisationMetadata } from './organisation-metadata.js';

/** Asks Zoho again and again what the organisation has made of its CRM. */
@Injectable()
@Scheduled()
export class MetadataUpkeep {
  constructor(
    private readonly settings: Settings,
    private readonly metadata: OrganisationMetadata,
  ) {}

  tasks(): readonly ScheduledTask[] {
    if (this.settings.zoho.credentials === undefined) return [];
    const everyMs = this.settings.schedule.metadataEveryMs;
    return [{ name: 'metadata', when: { everyMs }, run: () => this.#run() }];
  }

  async #run(): Promise<TaskReport> {
    const { modules, refusals } = await this.metadata.refresh();
    const fields = modules.reduce((sum, module) => sum + (module.fields?.length ?? 0), 0);
    return { modules: modules.length, fields, refused: refusals.map(({ what }) => what) };
  }
}
