import { type SurveyResult } from '../../reconciliation/compare/survey/tally.js';

/** How many of the CRM's records are in no figure of these surveys, because they were erased; no line for none. */
export function erasedLines(
  surveys: readonly (Pick<SurveyResult, 'erased'> | undefined)[],
): readonly string[] {
  const erased = surveys.reduce((sum, survey) => sum + (survey?.erased ?? 0), 0);
  return erased === 0
    ? []
    : [
        '',
        `${erased} more were erased here (\`zoho-sync records erase\`), and stay out of memory.`,
      ];
}

/** How many documents would read otherwise now, and aren't wrong for that; no line for none. */
export function oldRenderingLines(counts: readonly (number | undefined)[]): readonly string[] {
  const old = counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return old === 0
    ? []
    : [
        '',
        `${old} are of an old rendering: fields, labels or the renderer have changed since. They follow by themselves, or with \`zoho-sync sync full\`.`,
      ];
}
