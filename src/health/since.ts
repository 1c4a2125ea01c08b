import { type Subject, type Trouble } from '../observability/trouble.js';

/** Since when there has been trouble with the subject; nothing where it only just began. */
export function sinceOf(
  troubles: readonly Trouble[],
  subject: Subject,
): { readonly since?: string } {
  const trouble = troubles.find((each) => each.subject === subject);
  return trouble === undefined ? {} : { since: new Date(trouble.sinceMs).toISOString() };
}
