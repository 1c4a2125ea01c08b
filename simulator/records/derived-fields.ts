import { type SimModule } from './modules.js';
import { lookupIdOf } from './lookups.js';
import { type Fields } from './sim-record.js';
import { moduleIds } from './schema.js';

const probabilityByStage: Readonly<Record<string, number>> = {
  Qualification: 10,
  'Needs Analysis': 20,
  'Value Proposition': 40,
  'Identify Decision Makers': 60,
  'Proposal/Price Quote': 75,
  'Negotiation/Review': 90,
  'Closed Won': 100,
  'Closed Lost': 0,
};

export interface Derivation {
  /** The record before the change; blank for a new one. */
  readonly before: Fields;
  /** The fields that were set. */
  readonly patch: Fields;
  /** The time as Zoho writes it. */
  readonly now: string;
  /** The module of a record that exists. */
  readonly moduleOf: (id: string) => SimModule | undefined;
}

/** The fields Zoho fills in itself when others are set: full name, probability, the module of a parent, and so on. */
export function derivedFields(module: SimModule, derivation: Derivation): Fields {
  switch (module) {
    case 'Contacts':
    case 'Leads':
      return fullName(derivation);
    case 'Deals':
      return revenue(derivation);
    case 'Tasks':
      return { ...parentModule(derivation), ...closedTime(derivation) };
    case 'Calls':
      return { ...parentModule(derivation), ...callSeconds(derivation) };
    case 'Events':
      return parentModule(derivation);
    case 'Notes':
      return noteParent(derivation);
    default:
      return {};
  }
}

function fullName({ before, patch }: Derivation): Fields {
  if ('Full_Name' in patch || !('First_Name' in patch || 'Last_Name' in patch)) return {};
  const now = { ...before, ...patch };
  const names = [now['First_Name'], now['Last_Name']].filter((name) => typeof name === 'string');
  return { Full_Name: names.join(' ') };
}

function revenue({ before, patch }: Derivation): Fields {
  const touched = ['Stage', 'Amount', 'Probability'].some((field) => field in patch);
  if (!touched) return {};
  const now = { ...before, ...patch };
  const stage = typeof now['Stage'] === 'string' ? now['Stage'] : '';
  const known = 'Stage' in patch && !('Probability' in patch) && probabilityByStage[stage];
  const probability = typeof known === 'number' ? known : now['Probability'];
  const amount = now['Amount'];
  const computable = typeof amount === 'number' && typeof probability === 'number';
  return {
    Probability: probability,
    Expected_Revenue: computable ? Math.round(amount * probability) / 100 : null,
  };
}

function closedTime({ patch, now }: Derivation): Fields {
  if (!('Status' in patch) || 'Closed_Time' in patch) return {};
  return { Closed_Time: patch['Status'] === 'Completed' ? now : null };
}

/** `Call_Duration` reads minutes and seconds: `04:30`. */
function callSeconds({ patch }: Derivation): Fields {
  const duration = patch['Call_Duration'];
  if (typeof duration !== 'string') return {};
  const [minutes = 0, seconds = 0] = duration.split(':').map(Number);
  return { Call_Duration_in_seconds: minutes * 60 + seconds };
}

function parentModule({ patch, moduleOf }: Derivation): Fields {
  if (!('What_Id' in patch) || '$se_module' in patch) return {};
  const id = lookupIdOf(patch['What_Id']);
  return { $se_module: id === undefined ? null : (moduleOf(id) ?? null) };
}

function noteParent({ patch, moduleOf }: Derivation): Fields {
  const id = lookupIdOf(patch['Parent_Id']);
  const module = id === undefined ? undefined : moduleOf(id);
  if (id === undefined || module === undefined) return {};
  return {
    Parent_Id: { module: { api_name: module, id: moduleIds[module] }, name: null, id },
    $se_module: module,
  };
}
