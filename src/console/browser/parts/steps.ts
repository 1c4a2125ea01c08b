import { el, fill } from '../dom.js';
import { closing } from '../dialogs/dialog.js';
import { failureNotice } from './shown.js';

/** What a button of a dialog says, and does. */
type Step = readonly [text: string, run: () => Promise<void>];

/** What ends a dialog, or goes on in it. */
export function buttons(step: Step | undefined, place: HTMLElement): HTMLElement {
  if (step === undefined) return el('div.actions', {}, closing('Close'));
  const [text, run] = step;
  const onclick = (): void => void attempt(place, run);
  return el(
    'div.actions',
    {},
    el('button.primary', { type: 'button', onclick }, text),
    closing('Cancel'),
  );
}

/** Runs a step of a dialog, and says in it why it failed where it did. */
export async function attempt(place: HTMLElement, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    fill(place, failureNotice(error), el('div.actions', {}, closing('Close')));
  }
  place.querySelector<HTMLElement>('button')?.focus();
}
