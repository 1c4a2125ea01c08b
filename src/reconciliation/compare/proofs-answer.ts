import { type CrmModule } from '../../crm/modules.js';
import { isoTime, knownTime } from '../../kernel/iso-time.js';
import { type ModuleProof, type TrueSince } from './proof-history.js';

/** A proof, for people and programs outside. */
export interface AnsweredProof {
  readonly module: CrmModule;
  readonly at: string;
  readonly scope: ModuleProof['scope'];
  readonly equal: boolean;
  readonly in_crm: number | null;
  readonly in_memory: number | null;
  readonly differences: number;
  readonly mended: number;
  readonly sampled: number | null;
}

/** Whether memory is true by the proofs that were made of it. */
export interface ProofsAnswer {
  /** Since when all modules are proven equal without a break; null where one of them isn't. */
  readonly true_since: string | null;
  readonly modules: readonly {
    readonly module: CrmModule;
    readonly true_since: string | null;
    readonly last_proof: AnsweredProof | null;
  }[];
  readonly proofs: readonly AnsweredProof[];
}

/** `newest`: the last proof of each module that has one. */
export function proofsAnswer(
  trueSince: readonly TrueSince[],
  newest: readonly ModuleProof[],
  proofs: readonly ModuleProof[],
): ProofsAnswer {
  const times = trueSince.flatMap(({ sinceMs }) => sinceMs ?? []);
  const isWhole = times.length === trueSince.length && times.length > 0;
  return {
    true_since: isWhole ? isoTime(Math.max(...times)) : null,
    modules: trueSince.map(({ module, sinceMs }) => {
      const last = newest.find((each) => each.module === module);
      return {
        module,
        true_since: knownTime(sinceMs),
        last_proof: last === undefined ? null : answered(last),
      };
    }),
    proofs: proofs.map(answered),
  };
}

function answered(proof: ModuleProof): AnsweredProof {
  const { module, atMs, scope, equal, inCrm, inMemory, differences, mended, sampled } = proof;
  return {
    module,
    at: isoTime(atMs),
    scope,
    equal,
    in_crm: inCrm ?? null,
    in_memory: inMemory ?? null,
    differences,
    mended,
    sampled: sampled ?? null,
  };
}
