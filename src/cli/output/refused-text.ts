import { type RefusedList } from '../../reconciliation/compare/survey/crm-listing.js';

/** The end of a line about a module of which the CRM shows a part only. */
export function refusedText(refused: readonly RefusedList[] = []): string {
  return refused.map(({ api, reason }) => `, but not ${api}: ${reason}`).join('');
}
