import { recordKey, type RecordKey } from '../../../src/crm/record-ref.js';
import { type SeededRandom } from '../../../simulator/seeded-random.js';
import { type ZohoSimulator } from '../../../simulator/zoho-simulator.js';
import { type TrueState } from '../check/history.js';
import { markText } from './mark.js';
import { type Sequence } from './sequence.js';

/** Records stand for themselves: nothing hangs on them, so that every write has one cause. */
const nameFields = {
  Accounts: 'Account_Name',
  Contacts: 'Last_Name',
  Deals: 'Deal_Name',
  Tasks: 'Subject',
} as const;

export type ChangedModule = keyof typeof nameFields;

/** A change as a delivery tells of it, and the state that it led to. */
export interface Change {
  readonly module: ChangedModule;
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete' | 'restore';
  readonly state: TrueState;
}

/** The CRM and the list of all states that its records have had: what memory is compared with. */
export class Truth {
  readonly states: TrueState[] = [];
  #version = 0;

  constructor(
    private readonly simulator: ZohoSimulator,
    private readonly random: SeededRandom,
    private readonly sequence: Sequence,
  ) {}

  create(module: ChangedModule): Change {
    const next = this.#next();
    const fields = { [nameFields[module]]: `${module} of ${next.version}` };
    const { id } = this.simulator.createRecord(module, { ...fields, ...marked(next) }, silent);
    return this.#note({ module, id, kind: 'create' }, next);
  }

  update(module: ChangedModule, id: string): Change {
    const next = this.#next();
    this.simulator.updateRecord(module, id, marked(next), silent);
    return this.#note({ module, id, kind: 'update' }, next);
  }

  delete(module: ChangedModule, id: string): Change {
    this.simulator.deleteRecord(module, id, silent);
    return this.#note({ module, id, kind: 'delete' }, this.#next());
  }

  /** Under its id, in a state that it didn't have before. */
  restore(module: ChangedModule, id: string): Change {
    const next = this.#next();
    this.simulator.restoreRecord(module, id, silent);
    this.simulator.updateRecord(module, id, marked(next), silent);
    return this.#note({ module, id, kind: 'restore' }, next);
  }

  /** The ids of the records of a module that there are now. */
  living(module: ChangedModule): readonly string[] {
    return this.simulator.records(module).map(({ id }) => id);
  }

  #next(): Mark {
    this.#version += 1;
    return { version: this.#version, nonce: this.random.hex(8) };
  }

  #note(change: Omit<Change, 'state'>, { version, nonce }: Mark): Change {
    const key: RecordKey = recordKey(change);
    const deleted = change.kind === 'delete';
    const state = { key, version, nonce, deleted, seq: this.sequence.next() };
    this.states.push(state);
    return { ...change, state };
  }
}

type Mark = Pick<TrueState, 'version' | 'nonce'>;

/** Deliveries are sent by the chaos sender, which keeps a log of them; the simulated Zoho sends none. */
const silent = { silent: true } as const;

function marked(mark: Mark): { readonly Description: string } {
  return { Description: markText(mark) };
}
