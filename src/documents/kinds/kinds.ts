import { type ApiModule } from '../../crm/modules.js';
import { account } from './account.js';
import { call } from './call.js';
import { contact } from './contact.js';
import { deal } from './deal.js';
import { type Field } from './parts/field.js';
import { type Kind } from './parts/kind.js';
import { genericKind } from './generic.js';
import { lead } from './lead.js';
import { meeting } from './meeting.js';
import { note } from './note.js';
import { task } from './task.js';

/** The kinds by their API modules, in the order in which an account's document lists them. */
const kinds: ReadonlyMap<ApiModule, Kind> = new Map(
  Object.entries({
    Accounts: account,
    Contacts: contact,
    Deals: deal,
    Tasks: task,
    Events: meeting,
    Calls: call,
    Notes: note,
    Leads: lead,
  }),
);

/** Whether there is a kind of ours for it. */
export function isUsualKind(api: ApiModule): boolean {
  return kinds.has(api);
}

export function kindOf(api: ApiModule): Kind {
  return kinds.get(api) ?? genericKind(api);
}

/** Every kind with its API module, in the order in which an account's document lists them. */
export const allKinds: readonly (readonly [ApiModule, Kind])[] = [...kinds];

/**
 * The fields of a module that every organisation has and an assistant can use, in the order they are read; at most 45,
 * so that a call (50 fields at most) has room for `Modified_Time`, `$se_module` and fields of the organisation's own.
 *
 * `Modified_Time`, `Modified_By` and `Last_Activity_Time` aren't among them: they change with every touch, and a
 * document that showed them would be written to memory again though nothing else in it changed.
 */
export function fieldsOf(api: ApiModule): readonly Field[] {
  return kindOf(api).fields;
}
