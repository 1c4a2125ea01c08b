import { type ErasureAnswer } from '../../../erasure/erasure-answer.js';
import { send } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { closing, openDialog } from './dialog.js';
import { failureNotice } from '../parts/shown.js';

/** Asks for the record's name to be typed, then erases it. */
export function askToErase(module: string, id: string, done: () => void): void {
  const key = `${module}/${id}`;
  const place = el('div', { 'aria-live': 'polite' });
  const dialog = openDialog(`Erase ${key}`, place);
  dialog.addEventListener('close', done);
  fill(
    place,
    erasureForm(key, (untilChanged) => void erase(place, module, id, untilChanged)),
  );
  place.querySelector<HTMLElement>('#erase-key')?.focus();
}

function erasureForm(key: string, onErase: (untilChanged: boolean) => void): HTMLElement {
  const button = el('button.danger', { type: 'submit', disabled: true }, 'Erase');
  const typed = el('input', {
    id: 'erase-key',
    autocomplete: 'off',
    oninput: ({ currentTarget }: Event) => {
      const isRight = currentTarget instanceof HTMLInputElement && currentTarget.value === key;
      button.toggleAttribute('disabled', !isRight);
    },
  });
  const until = el('input', { id: 'erase-until', type: 'checkbox' });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    onErase(until instanceof HTMLInputElement && until.checked);
  };
  return el(
    'form.stack',
    { onsubmit },
    el(
      'p',
      {},
      'All that is kept of it here goes for good: its document, its versions, what others say of it, jobs and dead letters. The CRM keeps it.',
    ),
    el(
      'div.check',
      {},
      until,
      el('label', { for: 'erase-until' }, 'Let it come back once the CRM changes it'),
    ),
    el(
      'div',
      {},
      el('label', { for: 'erase-key' }, 'Type ', el('code', {}, key), ' to confirm'),
      typed,
    ),
    el('div.actions', {}, button, closing('Cancel')),
  );
}

async function erase(
  place: HTMLElement,
  module: string,
  id: string,
  untilChanged: boolean,
): Promise<void> {
  fill(place, el('p', {}, 'Erasing…'));
  try {
    const path = `/records/${encodeURIComponent(module)}/${encodeURIComponent(id)}`;
    fill(
      place,
      ...reportOf(await send<ErasureAnswer>('DELETE', path, { until_changed: untilChanged })),
    );
  } catch (error) {
    fill(place, failureNotice(error));
  }
  place.append(el('div.actions', {}, closing('Close')));
  place.querySelector<HTMLElement>('button')?.focus();
}

function reportOf({ key, complete, still_named_in: named, kept }: ErasureAnswer): readonly Child[] {
  return [
    el(
      `p.notice.${complete ? 'good' : 'warn'}`,
      {},
      complete
        ? `${key} is erased.`
        : `${key} is erased; documents that name it are still being written anew.`,
    ),
    named.length === 0 ? null : el('p.after', {}, `Named still in: ${named.join(', ')}.`),
    el('p.after', {}, 'What else may hold it:'),
    el('ul.problems', {}, ...kept.map((each) => el('li', {}, each))),
  ];
}
