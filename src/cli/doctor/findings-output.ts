import { asTyped } from '../called-as.js';
import { type Finding } from '../../examination/finding.js';
import { labelled } from '../output/layout.js';
import { type Output, printable } from '../output/output.js';
import { styled } from '../output/styled.js';

const styles = { ok: 'green', warning: 'yellow', failure: 'red' } as const;

/** What was found, a line each, and how many of them are wrong. */
export function findingsOutput(findings: readonly Finding[]): Output {
  const ok = findings.every(({ status }) => status !== 'failure');
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.map(({ subject, status, message, remedy }) => {
    const advice = remedy === undefined ? '' : ` → ${remedy}`;
    const about = printable(`${subject.padEnd(width + 2)}${message}${advice}`);
    const line = labelled(status, asTyped(about.replaceAll('\n', ' ')), 9);
    return styled(styles[status], status) + line.slice(status.length);
  });
  const counts = (['failure', 'warning'] as const).map((status) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return `${count} ${status}${count === 1 ? '' : 's'}`;
  });
  const json = findings.map((finding) => ({ ...finding, remedy: finding.remedy ?? null }));
  return { json: { ok, findings: json }, text: `${lines.join('\n')}\n\n${counts.join(', ')}` };
}
