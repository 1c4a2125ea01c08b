import { type Settings } from '../../src/config/settings.js';
import { type ApiModule } from '../../src/crm/modules.js';
import { type Kind } from '../../src/documents/kinds/parts/kind.js';
import { organisedKind } from '../../src/documents/kinds/organised-kind.js';
import { OrganisationKinds } from '../../src/documents/organisation-kinds.js';
import { type Metadata, noMetadata } from '../../src/metadata/module-metadata.js';

/** The kinds of an organisation that tells this of itself, and nothing else. */
export function kindsOf(settings: Settings, metadata: Metadata = noMetadata): OrganisationKinds {
  return new OrganisationKinds(settings, { current: metadata, ready: () => Promise.resolve() });
}

/** Kinds with these fields besides their own, of an organisation that tells nothing of itself. */
export function kindsWith(named: readonly string[]): (api: ApiModule) => Kind {
  const choice = { all: false, named: [...new Set(named)], leftOut: [] };
  return (api) => organisedKind(api, { choice });
}
