import {
  invalidModule,
  missingParam,
  type SimRequest,
  type SimResponse,
} from '../http/exchange.js';
import { rowModules, simField, type SimField } from './field-types.js';
import { isSimModule, simModules, type SimModule } from './modules.js';
import { customModules, fieldNamesOf, moduleIds, nameFieldOf } from './schema.js';

/** What an organisation has made of its CRM, beyond what every one has. */
export interface OrganisationSettings {
  timeZone: string | null;
  currency: string | null;
  /** The organisation's own words for modules: one, and several. */
  readonly moduleLabels: Map<SimModule, readonly [singular: string, plural: string]>;
  /** By module and field: what differs from Zoho's own, or a field that it hasn't; null: the field is hidden. */
  readonly fields: Map<string, Partial<SimField> | null>;
}

export function usualSettings(): OrganisationSettings {
  return { timeZone: 'Europe/Berlin', currency: 'EUR', moduleLabels: new Map(), fields: new Map() };
}

/** `settings/modules`, `settings/fields` and `org` ("Modules Metadata", "Fields Metadata", "Get Organization Data"). */
export class MetadataApi {
  constructor(private readonly settings: OrganisationSettings) {}

  modules(): SimResponse {
    const modules = simModules.map((module) => {
      const [singular, plural] = this.settings.moduleLabels.get(module) ?? usualLabels(module);
      return {
        api_name: module,
        module_name: module,
        singular_label: singular,
        plural_label: plural,
        id: moduleIds[module] ?? '',
        generated_type: customModules.includes(module) ? 'custom' : 'default',
        api_supported: true,
        viewable: true,
        visible: true,
      };
    });
    return { status: 200, body: { modules } };
  }

  fields({ query }: SimRequest): SimResponse {
    const module = query.get('module');
    if (module === null) throw missingParam('module');
    if (!isSimModule(module) && !(module in rowModules)) throw invalidModule();
    const names = [...(rowModules[module] ?? fieldNamesOf(module)), ...this.added(module)];
    const fields = [...new Set(names)].flatMap((api, index) => {
      const changed = this.settings.fields.get(`${module}.${api}`);
      if (changed === null) return [];
      const field = { ...simField(module, api), ...changed };
      return [described(field, { index, isName: nameFieldOf(module) === api })];
    });
    return { status: 200, body: { fields } };
  }

  organisation(): SimResponse {
    const { timeZone, currency } = this.settings;
    const org = {
      company_name: 'Northgate',
      time_zone: timeZone,
      iso_code: currency,
      currency: currency === null ? null : `Currency - ${currency}`,
    };
    return { status: 200, body: { org: [org] } };
  }

  private added(module: string): readonly string[] {
    const prefix = `${module}.`;
    return [...this.settings.fields.keys()].flatMap((key) =>
      key.startsWith(prefix) ? [key.slice(prefix.length)] : [],
    );
  }
}

function usualLabels(module: SimModule): readonly [string, string] {
  if (module === 'Events') return ['Meeting', 'Meetings'];
  return [module.replace(/s$/, ''), module];
}

function described(
  { api, label, type, target, rows, values = [] }: SimField,
  { index, isName }: { readonly index: number; readonly isName: boolean },
): object {
  const module = target === undefined ? undefined : { api_name: target, id: moduleIds[target] };
  return {
    api_name: api,
    field_label: label,
    display_label: label,
    data_type: type,
    sequence_number: index + 1,
    visible: true,
    display_field: isName,
    lookup: type === 'lookup' ? { module, api_name: api } : {},
    multiselectlookup: type === 'multiselectlookup' ? { connected_module: module } : {},
    subform: rows === undefined ? null : { module: rows, id: '1' },
    pick_list_values: values.map((value) => ({ display_value: value, actual_value: value })),
  };
}
