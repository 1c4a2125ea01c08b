import { lookupIdOf } from './lookups.js';
import { simModules, type SimModule } from './modules.js';
import { type ChangeOptions, type Organisation } from './organisation.js';
import { SimulatorError, type Fields, type SimRef } from './sim-record.js';

/** The ids of the records that a lead became. */
export interface ConvertedInto {
  readonly account: string;
  readonly contact: string;
  readonly deal: string | undefined;
}

interface WantedConversion {
  readonly id: string;
  /** The deal that is made too; none without. */
  readonly deal?: Fields | undefined;
  readonly options?: ChangeOptions | undefined;
}

/** That a record moves with another one is no change of its own: Zoho documents neither a time nor a notification. */
const unnoticed: ChangeOptions = { silent: true, keepModifiedTime: true };

/** Lookups by which a record belongs to another one. */
const belonging = ['Account_Name', 'Contact_Name', 'Parent_Id', 'What_Id', 'Who_Id', 'Account'];

/**
 * "Convert Lead" (Zoho CRM API v8): an account of its company, a contact of its person and, where one is wanted, a deal.
 * Its notes go to the contact, its activities to account and contact. The lead stays, converted.
 */
export function convertLead(
  organisation: Organisation,
  { id, deal, options = {} }: WantedConversion,
): ConvertedInto {
  const ref = { module: 'Leads', id };
  const lead = organisation.find(ref);
  if (lead === undefined) throw new SimulatorError(404, `There is no Leads/${id}`);
  const { Company, Last_Name, First_Name, Email, Phone, Converted__s } = lead.fields;
  if (Converted__s === true) throw new SimulatorError(400, `Leads/${id} is converted already`);
  const named = Company ?? Last_Name;
  const account = organisation.create('Accounts', { Account_Name: named }, options);
  const person = { First_Name, Last_Name, Email, Phone, Account_Name: lookupTo(account) };
  const contact = organisation.create('Contacts', person, options);
  const sale =
    deal === undefined
      ? undefined
      : organisation.create(
          'Deals',
          { Account_Name: lookupTo(account), Contact_Name: lookupTo(contact), ...deal },
          options,
        );
  for (const note of naming(organisation, id, ['Parent_Id'])) {
    organisation.update(note, { Parent_Id: lookupTo(contact) }, unnoticed);
  }
  for (const activity of naming(organisation, id, ['What_Id'])) {
    const about = { What_Id: lookupTo(account), Who_Id: lookupTo(contact) };
    organisation.update(activity, about, unnoticed);
  }
  const converted = {
    Converted__s: true,
    Converted_Date_Time: account.fields['Created_Time'],
    Converted_Account: lookupTo(account),
    Converted_Contact: lookupTo(contact),
    Converted_Deal: sale === undefined ? null : lookupTo(sale),
  };
  organisation.update(ref, converted, options);
  return { account: account.id, contact: contact.id, deal: sale?.id };
}

/** Zoho deletes the record that goes; the records that belonged to it aren't noted as changed. */
export function mergeRecords(
  organisation: Organisation,
  { module, id, goes }: { readonly module: SimModule; readonly id: string; readonly goes: string },
): void {
  for (const ref of naming(organisation, goes, belonging)) {
    const held = organisation.find(ref)?.fields ?? {};
    const fields = belonging.filter((field) => lookupIdOf(held[field]) === goes);
    const patch = Object.fromEntries(fields.map((field) => [field, lookupTo({ id })]));
    organisation.update(ref, patch, unnoticed);
  }
  organisation.deleteForever({ module, id: goes });
}

/** The records that name this one in one of these fields. */
function naming(
  organisation: Organisation,
  id: string,
  fields: readonly string[],
): readonly SimRef[] {
  return simModules.flatMap((module) =>
    [...organisation.table(module).live.values()].filter((record) =>
      fields.some((field) => lookupIdOf(record.fields[field]) === id),
    ),
  );
}

function lookupTo({ id }: { readonly id: string }): Fields {
  return { id, name: null };
}
