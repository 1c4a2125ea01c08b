import { SettingsError } from '../../config/settings-error.js';
import { tryContext } from '../context/cli-context.js';
import { examine } from '../doctor/examination.js';
import { failure, type Finding } from '../../examination/finding.js';
import { findingsOutput } from '../doctor/findings-output.js';
import { print } from '../output/output.js';

export async function runDoctor(options: { readonly json?: boolean }): Promise<void> {
  const findings = await diagnose();
  print(findingsOutput(findings), options.json === true);
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
