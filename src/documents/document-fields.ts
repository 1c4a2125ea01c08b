import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../crm/modules.js';
import { WantedFields } from '../crm/wanted-fields.js';
import { OrganisationKinds } from './organisation-kinds.js';

/** What every record has and needs, whatever is shown of it. */
const commonFields = ['Modified_Time', 'Created_Time', 'Owner'];

/** The fields that documents are made of: those of the kind, and those that the settings add. */
@Injectable()
export class DocumentFields extends WantedFields {
  constructor(private readonly kinds: OrganisationKinds) {
    super();
  }

  override ready(): Promise<void> {
    return this.kinds.ready();
  }

  override isAll(api: ApiModule): boolean {
    return this.kinds.kindOf(api).takesAll !== undefined;
  }

  override of(api: ApiModule): readonly [string, ...string[]] {
    const { fields, unseenFields = [], nameFields, nameOf, leftOut = [] } = this.kinds.kindOf(api);
    const shown = fields.filter(({ isOurs }) => isOurs !== true).map((field) => field.api);
    // A name is needed, also where it isn't to be shown.
    const names = nameOf === undefined && nameFields.length === 1 ? nameFields : [];
    const others = new Set([...commonFields, ...unseenFields, ...names, ...shown]);
    for (const field of ['id', ...leftOut.filter((each) => !names.includes(each))])
      others.delete(field);
    return ['id', ...others];
  }

  override named(api: ApiModule): readonly string[] {
    return this.kinds.named(api);
  }

  override uncertain(api: ApiModule): readonly string[] {
    const { fields } = this.kinds.kindOf(api);
    return fields.filter(({ isCustom }) => isCustom === true).map((field) => field.api);
  }
}
