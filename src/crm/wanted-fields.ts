import { type ApiModule } from './modules.js';

/** Which fields of a record are worth fetching: asked by whoever reads records, answered by whoever shows them. */
export abstract class WantedFields {
  /** API names, each once, `id` first. */
  abstract of(api: ApiModule): readonly [string, ...string[]];
}
