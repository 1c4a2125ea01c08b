import { type Child, el } from '../dom.js';

/** A dialog over the page; keyboard and screen reader stay in it until it is closed. */
export function openDialog(title: string, ...children: Child[]): HTMLDialogElement {
  const heading = el('h2', { id: 'dialog-title' }, title);
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title' }, heading, ...children);
  if (!(dialog instanceof HTMLDialogElement)) throw new Error('this browser has no dialogs');
  dialog.addEventListener('close', () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A button that closes the dialog it is in. */
export function closing(text: string): HTMLElement {
  return el(
    'button',
    {
      type: 'button',
      onclick: ({ currentTarget }: Event) => {
        if (currentTarget instanceof Element) currentTarget.closest('dialog')?.close();
      },
    },
    text,
  );
}
