import { differenceOf } from './compare.js';
import { type Ended } from './shell.js';
import { type Step } from './steps.js';

/** How a step went; `failed` says why, and has all that it printed but secrets. */
export type Outcome =
  { readonly status: 'ok' | 'skipped' } | { readonly status: 'failed'; readonly why: string };

/** Whether a step that has ended did what its page says. */
export function outcomeOf(
  { shown }: { shown: string | undefined },
  { code, output }: Ended,
): Outcome {
  const printed = `--- all that it prints:\n${output.trim().slice(-4000)}`;
  const fail = (why: string): Outcome => ({
    status: 'failed',
    why: withoutSecrets(`${why}\n${printed}`),
  });
  if (code !== 0) return fail(`it ends with ${code}`);
  const difference = shown === undefined ? undefined : differenceOf(shown, output);
  return difference === undefined ? { status: 'ok' } : fail(difference);
}

/** What is told of a step: where it stands, how it begins, and how it went. */
export function lineOf(page: string, step: Step, outcome: Outcome, tookMs: number): string {
  const [first = ''] = step.text.split('\n');
  const name = `${page}:${step.line}  ${first.slice(0, 70)}`;
  if (step.kind === 'skipped') return `SKIPPED  ${name}\n           ${step.reason}`;
  const took = `${(tookMs / 1000).toFixed(1)} s`;
  if (outcome.status === 'failed')
    return `FAILED   ${name}  ${took}\n${outcome.why.replaceAll(/^/gm, '    ')}`;
  return `ok       ${name}  ${took}${step.shown === undefined ? '' : ', prints what is shown'}`;
}

/** Whatever is as long as a secret or a token. Digests go with them, records' ids are shorter. */
function withoutSecrets(text: string): string {
  return text.replaceAll(/[\w-]{32,}/g, '(not shown)');
}
