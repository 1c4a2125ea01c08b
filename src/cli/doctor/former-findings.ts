import { type LeftOver } from '../../former/left-over.js';
import { leftOverText } from '../output/status-lines.js';
import { type Finding, warning } from '../../examination/finding.js';

/** What is left of modules that are synced no more. */
export function formerFindings(leftOvers: readonly LeftOver[]): readonly Finding[] {
  return leftOvers.map((leftOver) => {
    const { module, syncedBy } = leftOver;
    const subject = `Module ${module}`;
    if (syncedBy.length > 0) {
      const message = `It is not in ZOHO_MODULES here, but ${syncedBy.join(', ')} syncs it`;
      return warning(subject, message, 'give all processes and commands the same ZOHO_MODULES');
    }
    return warning(
      subject,
      `It is not in ZOHO_MODULES any more, and ${leftOverText(leftOver)} are left`,
      `put it back, or remove it: \`zoho-sync sync full --module ${module} --yes\``,
    );
  });
}
