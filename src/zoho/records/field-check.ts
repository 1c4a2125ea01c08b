import { Injectable } from '@nestjs/common';

import { type ApiModule, crmModuleOf } from '../../crm/modules.js';
import { WantedFields } from '../../crm/wanted-fields.js';
import { ZohoError } from '../http/zoho-error.js';
import { type FieldReport } from './field-lessons.js';
import { ZohoLists } from './zoho-lists.js';
import { ZohoRecords } from './zoho-records.js';

/** Finds out about the wanted fields by reading the newest record of each module; what it finds is logged too. */
@Injectable()
export class FieldCheck {
  constructor(
    private readonly records: ZohoRecords,
    private readonly lists: ZohoLists,
    private readonly wanted: WantedFields,
  ) {}

  /** Costs two or three calls a module. A module that can't be read, or has no record, has nothing to report. */
  async of(apis: readonly ApiModule[]): Promise<readonly FieldReport[]> {
    for (const api of apis) await this.#look(api);
    return apis.map((api) => this.records.fieldReport(api));
  }

  /** As `of`, for those of the modules for which the settings name fields. */
  ofNamed(apis: readonly ApiModule[]): Promise<readonly FieldReport[]> {
    return this.of(apis.filter((api) => this.wanted.named(api).length > 0));
  }

  async #look(api: ApiModule): Promise<void> {
    try {
      const page = { api, order: 'desc', sinceMs: undefined, pageToken: undefined } as const;
      const [newest] = (await this.lists.records(page)).rows;
      const module = crmModuleOf(api);
      if (newest !== undefined) await this.records.load(module, [{ module, api, id: newest.id }]);
    } catch (error) {
      // What is wrong with the module, or with Zoho, is told by whoever needs it.
      if (!(error instanceof ZohoError)) throw error;
    }
  }
}
