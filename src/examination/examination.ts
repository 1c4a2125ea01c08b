import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { Processes } from '../installation/processes.js';
import { TroubleStore } from '../installation/trouble-store.js';
import { DeadLetterStore } from '../queue/dead-letters/dead-letter-store.js';
import { clearTextFindings } from './clear-text-findings.js';
import { fileFindings } from './file-findings.js';
import { type Finding } from './finding.js';
import { RedisExamination } from './redis-examination.js';
import { secretFindings } from './secret-findings.js';
import { serviceFindings } from './service-findings.js';
import { settingsFindings } from './settings-findings.js';

/** What can be examined from within a process of the service: neither Zoho nor another machine is asked. */
@Injectable()
export class Examination {
  constructor(
    private readonly settings: Settings,
    readonly redis: RedisExamination,
    private readonly processes: Processes,
    private readonly troubles: TroubleStore,
    private readonly deadLetters: DeadLetterStore,
  ) {}

  /** Settings and files of this process. */
  here(): readonly Finding[] {
    return [
      ...settingsFindings(this.settings),
      ...secretFindings(this.settings),
      ...clearTextFindings(this.settings),
      ...fileFindings(this.settings),
    ];
  }

  /** What all processes say. @throws the error of Redis */
  async service(): Promise<readonly Finding[]> {
    const [alive, troubles, deadLetters] = await Promise.all([
      this.processes.alive(),
      this.troubles.now(),
      this.deadLetters.count(),
    ]);
    return serviceFindings(alive, troubles, deadLetters);
  }
}
