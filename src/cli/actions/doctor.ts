import { SettingsError } from '../../config/settings-error.js';
import { asTyped } from '../called-as.js';
import { tryContext } from '../context/cli-context.js';
import { examine } from '../doctor/examination.js';
import { failure, type Finding } from '../doctor/finding.js';
import { labelled } from '../output/layout.js';
import { type Output, print, printable } from '../output/output.js';
import { styled } from '../output/styled.js';

export async function runDoctor(options: { readonly json?: boolean }): Promise<void> {
  const findings = await diagnose();
  print(outputOf(findings), options.json === true);
  if (findings.some(({ status }) => status === 'failure')) process.exitCode = 1;
}

async function diagnose(): Promise<readonly Finding[]> {
  try {
    return await tryContext(examine);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const remedy = 'see .env.example';
    return error.problems.map((problem) => failure('Settings', problem, remedy));
  }
}

const styles = { ok: 'green', warning: 'yellow', failure: 'red' } as const;

function outputOf(findings: readonly Finding[]): Output {
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
