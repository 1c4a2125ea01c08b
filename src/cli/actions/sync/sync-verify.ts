import { crmModuleOf } from '../../../crm/modules.js';
import { knownTime } from '../../../kernel/iso-time.js';
import { inOrder } from '../../../reconciliation/compare/comparisons.js';
import { type Verified } from '../../../reconciliation/compare/module-verification.js';
import { type Untruth } from '../../../reconciliation/compare/truth.js';
import { everything } from '../../../reconciliation/compare/survey/depth.js';
import {
  type VerificationReport,
  Verifications,
} from '../../../reconciliation/compare/verifications.js';
import { type CliContext, needsZoho, withContext } from '../../context/cli-context.js';
import { syncedModules } from '../../options/module-option.js';
import { erasedLines, oldRenderingLines } from '../../output/erased-lines.js';
import { type Output, print, table } from '../../output/output.js';
import { ProgressLine } from '../../output/progress-line.js';
import { countText, grouped } from '../../output/progress-text.js';
import { refusedText } from '../../output/refused-text.js';

interface VerifyOptions {
  readonly module?: readonly string[];
  readonly sample: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

const mostShown = 20;

export async function proveMemory(options: VerifyOptions): Promise<void> {
  const reports = await withContext((context) => verifyAll(context, options));
  print(outputOf(reports), options.json === true);
  if (!reports.every(isProof)) process.exitCode = 1;
}

async function verifyAll(
  context: CliContext,
  options: VerifyOptions,
): Promise<readonly VerificationReport[]> {
  needsZoho(context);
  const modules = new Set(syncedModules(options.module, context.settings).map(crmModuleOf));
  const reports: VerificationReport[] = [];
  for (const module of inOrder([...modules])) {
    const line = new ProgressLine();
    const startedAt = performance.now();
    reports.push(
      await context.get(Verifications).one(module, options.sample, {
        ...(options.all === true && { depth: { isRead: everything, isProbed: everything } }),
        onProgress: ({ phase, done }) => {
          const what = phase === 'listing' ? 'listed' : 'compared';
          line.show(`${module}: ${countText(what, done, performance.now() - startedAt)}`);
        },
      }),
    );
    line.clear();
  }
  return reports;
}

function isProof({ verified }: VerificationReport): boolean {
  return verified?.differences === 0 && verified.refused.length === 0;
}

function outputOf(reports: readonly VerificationReport[]): Output {
  const rows = reports.map(({ module, status, verified, reason }) => [
    module,
    ...[verified?.survey.inCrm, verified?.survey.inMemory].map((count) =>
      count === undefined ? '-' : grouped(count),
    ),
    verified?.survey.crmDigest ?? '-',
    verified?.survey.memoryDigest ?? '-',
    verified === undefined ? '-' : String(verified.sampled),
    verified === undefined
      ? `${status}${reason === undefined ? '' : `: ${reason}`}`
      : result(verified),
  ]);
  const headings = ['Module', 'In CRM', 'In memory', 'Digest CRM', 'Digest memory', 'Read'];
  const shown = reports.flatMap(({ verified }) => verified?.shown ?? []);
  const text = [
    table([...headings, 'Result'], rows),
    ...erasedLines(reports.map(({ verified }) => verified?.survey)),
    ...oldRenderingLines(reports.map(({ verified }) => verified?.oldRenderings)),
    ...(shown.length === 0 ? [] : ['', differencesText(shown)]),
  ].join('\n');
  return { json: { equal: reports.every(isProof), modules: reports }, text };
}

function result({ differences, refused }: Verified): string {
  const found = differences === 0 ? 'equal' : `${grouped(differences)} differ`;
  return `${found}${refusedText(refused)}`;
}

function differencesText(untruths: readonly Untruth[]): string {
  const rows = untruths
    .slice(0, mostShown)
    .map(({ key, what, inCrmMs, inMemoryMs, reason }) => [
      key,
      reason === undefined ? what : `${what}: ${reason}`,
      knownTime(inCrmMs) ?? '-',
      knownTime(inMemoryMs) ?? '-',
    ]);
  const more = untruths.length > mostShown ? [`and ${untruths.length - mostShown} more`] : [];
  return [table(['Record', 'What', 'CRM has', 'Memory has'], rows), ...more].join('\n');
}
