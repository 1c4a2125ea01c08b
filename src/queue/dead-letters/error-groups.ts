import { apiModulesOf, type CrmModule } from '../../crm/modules.js';
import { isRecordId } from '../../crm/record-ref.js';
import { type DeadLetter } from './dead-letter.js';

/** Dead letters that failed for the same reason. */
export interface ErrorGroup {
  readonly code: string;
  /** The message that they share; `…` stands for what differs. */
  readonly error: string;
  readonly count: number;
  readonly modules: readonly CrmModule[];
  /** Epoch ms. */
  readonly firstFailedAtMs: number;
  readonly lastFailedAtMs: number;
}

/**
 * What a letter has in common with others of its kind: its message without the record's id and without numbers, save
 * the status of an HTTP answer. So five thousand records that failed for one reason have one text. Whether a record was
 * asked for alone (`Deals/12`) or with others (`3 Deals`) is chance, and makes no difference.
 */
export function commonError({
  module,
  id,
  message,
}: Pick<DeadLetter, 'module' | 'id' | 'message'>): string {
  const modules = apiModulesOf(module).join('|');
  // Ids and names of modules have no character that means something in an expression.
  const own = isRecordId(id) ? new RegExp(`(?<![\\w-])${id}(?![\\w-])`, 'g') : id;
  return message
    .replaceAll(own, '…')
    .replace(/(?<!HTTP )\b\d+(\.\d+)?\b/g, '…')
    .replace(new RegExp(`… (${modules})\\b`, 'g'), '$1')
    .replace(new RegExp(`\\b(${modules})/…`, 'g'), '$1');
}

/** The letters by code and common error, the largest group first. */
export function errorGroups(letters: Iterable<DeadLetter>): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const letter of letters) {
    const error = commonError(letter);
    const key = `${letter.code} ${error}`;
    groups.set(key, joined(groups.get(key), letter, error));
  }
  return [...groups.values()].sort((one, other) => other.count - one.count);
}

function joined(group: ErrorGroup | undefined, letter: DeadLetter, error: string): ErrorGroup {
  const { code, module, firstFailedAtMs, failedAtMs } = letter;
  if (group === undefined) {
    const modules = [module];
    return { code, error, count: 1, modules, firstFailedAtMs, lastFailedAtMs: failedAtMs };
  }
  return {
    code,
    error,
    count: group.count + 1,
    modules: group.modules.includes(module) ? group.modules : [...group.modules, module],
    firstFailedAtMs: Math.min(group.firstFailedAtMs, firstFailedAtMs),
    lastFailedAtMs: Math.max(group.lastFailedAtMs, failedAtMs),
  };
}
