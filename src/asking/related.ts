import { type CrmModule } from '../crm/modules.js';
import { type RecordKey } from '../crm/record-ref.js';
import { type FactIndex } from '../memory/fact-query.js';
import { type StoredDocument } from '../memory/memory-document.js';
import { type AskedModule, everyModule, isAsked, leastFetched } from './request/asked-modules.js';
import { namesOneOf, shownDocument } from './view/shown-document.js';
import { type Sight } from './view/sight.js';

export const mostRelated = 500;

/** Through these also what belongs to them belongs to an account. */
const between: readonly CrmModule[] = ['Contacts', 'Deals'];

interface AskedRelations {
  readonly key: RecordKey;
  readonly module: CrmModule;
  readonly asked: readonly AskedModule[] | undefined;
  readonly limit: number;
}

/** What belongs to a record, the latest first, as far as whoever asks may see that it does. @throws AppError `memory.*` */
export async function relatedTo(
  facts: FactIndex,
  { key, module, asked, limit }: AskedRelations,
  sight: Sight,
): Promise<readonly StoredDocument[]> {
  const deep = module === 'Accounts';
  const modules = asked?.map((each) => each.module) ?? (sight.isWhole ? undefined : sight.shown);
  const least = sight.isWhole ? leastFetched(limit, asked) : mostRelated;
  const query = { key, deep, limit: least, ...(modules === undefined ? {} : { modules }) };
  const found = (await facts.related(query)).filter((each) => isAsked(each, asked));
  const documents = found.filter((each) => sight.covers(each));
  // What is synced no more took the place of what is.
  if (documents.length < found.length && asked === undefined) {
    return relatedTo(facts, { key, module, asked: everyModule(sight), limit }, sight);
  }
  if (sight.isWhole) return documents.slice(0, limit);
  const through = deep ? await namedThrough(facts, key, sight) : [];
  const keys = new Set([key, ...through]);
  return documents
    .filter((document) => {
      const shown = shownDocument(document, sight)?.document;
      return shown !== undefined && namesOneOf(shown, keys);
    })
    .slice(0, limit);
}

/** The deals and contacts of an account of which may be seen that they are. */
async function namedThrough(
  facts: FactIndex,
  key: RecordKey,
  sight: Sight,
): Promise<readonly RecordKey[]> {
  const modules = between.filter((module) => sight.shown.includes(module));
  if (modules.length === 0) return [];
  const direct = await facts.related({ key, deep: false, modules, limit: mostRelated });
  return direct
    .filter((document) => {
      const shown = shownDocument(document, sight)?.document;
      return shown !== undefined && namesOneOf(shown, new Set([key]));
    })
    .map((document) => document.key);
}
