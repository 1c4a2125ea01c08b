import { type CrmModule } from '../crm/modules.js';

/** What is left of a module that is synced no more. */
export interface LeftOver {
  readonly module: CrmModule;
  /** Records on its queue and in the log; nobody works them off. */
  readonly jobs: number;
  readonly deadLetters: number;
  /** Records that the ledger knows of. */
  readonly known: number;
  /** Documents in memory; undefined where it can't be asked. */
  readonly documents: number | undefined;
  /** Living processes of other settings that sync it: nothing of it is left over for them. */
  readonly syncedBy: readonly string[];
}

/** The same as programs outside get it. */
export interface LeftOverAnswer {
  readonly module: CrmModule;
  readonly jobs: number;
  readonly dead_letters: number;
  readonly known: number;
  readonly documents: number | null;
  readonly synced_by: readonly string[];
}

export function leftOverAnswer(leftOver: LeftOver): LeftOverAnswer {
  const { module, jobs, deadLetters, known, documents = null, syncedBy } = leftOver;
  return { module, jobs, dead_letters: deadLetters, known, documents, synced_by: syncedBy };
}
