import { type PageMaker } from './page.js';
import { deadLettersPage } from './pages/dead-letters.js';
import { deliveriesPage } from './pages/deliveries.js';
import { overviewPage } from './pages/overview-page.js';

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
];
