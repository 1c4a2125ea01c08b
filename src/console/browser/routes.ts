import { type Page, type PageContext, type PageMaker } from './page.js';
import { channelsPage } from './pages/channels.js';
import { deadLettersPage } from './pages/dead-letters.js';
import { deliveriesPage } from './pages/deliveries.js';
import { findRecordPage } from './pages/find-record.js';
import { overviewPage } from './pages/overview-page.js';
import { processesPage } from './pages/processes.js';
import { proofPage } from './pages/proof.js';
import { recordPage } from './pages/record.js';
import { searchPage } from './pages/search.js';

interface Route {
  readonly name: string;
  readonly title: string;
  readonly make: PageMaker;
}

export const usualRoute: Route = { name: 'overview', title: 'Overview', make: overviewPage };

/** The pages, in the order of the menu. */
export const routes: readonly Route[] = [
  usualRoute,
  { name: 'deliveries', title: 'Deliveries', make: deliveriesPage },
  { name: 'dead-letters', title: 'Dead letters', make: deadLettersPage },
  { name: 'channels', title: 'Channels', make: channelsPage },
  { name: 'proof', title: 'Sweeps and proof', make: proofPage },
  { name: 'records', title: 'Records', make: recordsPage },
  { name: 'search', title: 'Search', make: searchPage },
  { name: 'processes', title: 'Processes', make: processesPage },
];

/** One record where the address names one. */
function recordsPage(context: PageContext): Page {
  return context.path.length < 2 ? findRecordPage(context) : recordPage(context);
}
