import { Injectable } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ApiModule, crmModuleOf } from '../crm/modules.js';
import { WantedFields } from '../crm/wanted-fields.js';
import { fieldsOf, kindOf } from './kinds/kinds.js';

/** What every record has and needs, whatever is shown of it. */
const commonFields = ['Modified_Time', 'Created_Time', 'Owner'];

/** The fields that documents are made of: those of the kind, and those that the settings add. */
@Injectable()
export class DocumentFields extends WantedFields {
  constructor(private readonly settings: Settings) {
    super();
  }

  override of(api: ApiModule): readonly [string, ...string[]] {
    const shown = fieldsOf(api).map((field) => field.api);
    const unseen = kindOf(api).unseenFields ?? [];
    const others = new Set([...commonFields, ...unseen, ...shown, ...this.named(api)]);
    others.delete('id');
    return ['id', ...others];
  }

  override named(api: ApiModule): readonly string[] {
    return this.settings.zoho.extraFields.get(crmModuleOf(api)) ?? [];
  }

  override uncertain(api: ApiModule): readonly string[] {
    const custom = fieldsOf(api).filter((field) => field.isCustom === true);
    return [...custom.map((field) => field.api), ...this.named(api)];
  }
}
