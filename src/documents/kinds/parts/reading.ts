import { type CrmModule } from '../../../crm/modules.js';

/** What values are read by besides the record that they are in: how the organisation has set up its CRM. */
export interface Reading {
  /** The organisation's IANA zone, where it is known: times are shown by its clocks. */
  readonly timeZone?: string | undefined;
  /** The code of the organisation's own currency, where it is known: of amounts of records that name none. */
  readonly currency?: string | undefined;
  /** The modules that are kept in memory besides the usual ones. */
  readonly modules?: readonly CrmModule[];
}
