import { Injectable } from '@nestjs/common';

import { type ApiModule } from '../crm/modules.js';
import { type Kind } from '../documents/kinds/parts/kind.js';
import { OrganisationKinds } from '../documents/organisation-kinds.js';
import { type View } from '../crm/view.js';
import { Settings } from '../config/settings.js';
import { Calendar } from './request/calendar.js';
import { Sight } from './view/sight.js';

/** What answers need to know of the organisation: its kinds of records, and by which clocks its days go. */
@Injectable()
export class Organisation {
  #calendar: { readonly timeZone: string; readonly calendar: Calendar } | undefined;

  constructor(
    private readonly kinds: OrganisationKinds,
    private readonly settings: Settings,
  ) {}

  /** Resolves once the rest is worth asking for; never rejects. */
  ready(): Promise<void> {
    return this.kinds.ready();
  }

  /** UTC where the CRM doesn't tell. */
  get timeZone(): string {
    return this.kinds.context.timeZone ?? 'UTC';
  }

  get calendar(): Calendar {
    const { timeZone } = this;
    if (this.#calendar?.timeZone !== timeZone) {
      this.#calendar = { timeZone, calendar: new Calendar(timeZone) };
    }
    return this.#calendar.calendar;
  }

  kindOf(api: ApiModule): Kind {
    return this.kinds.kindOf(api);
  }

  /** What a view comes to here. */
  sightOf(view: View): Sight {
    return new Sight(view, (api) => this.kinds.kindOf(api), this.settings.queue.synced);
  }
}
