import { type ApiModule } from './modules.js';

/** Which fields of a record are worth fetching: asked by whoever reads records, answered by whoever shows them. */
export abstract class WantedFields {
  /** Resolves once it is known what fields there are; never rejects. */
  abstract ready(): Promise<void>;

  /** Whether nobody knows which ones: then all that a record has are. */
  abstract isAll(api: ApiModule): boolean;

  /** API names, each once, `id` first. */
  abstract of(api: ApiModule): readonly [string, ...string[]];

  /** Those of them that the settings name, for all API modules of the CRM module: not each of them has to have each. */
  abstract named(api: ApiModule): readonly string[];

  /** Those of them that an organisation may lack, or that its lists may not have: all that Zoho doesn't bring itself. */
  abstract uncertain(api: ApiModule): readonly string[];
}
