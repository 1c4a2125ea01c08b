import { hrefOf } from '../address.js';
import { type Child, el } from '../dom.js';

/** A field with its label. */
export function textField(label: string, name: string, value: string, size = ''): HTMLElement {
  const id = `field-${name}`;
  return el(
    size === '' ? 'div' : `div.${size}`,
    {},
    el('label', { for: id }, label),
    el('input', { id, name, value, autocomplete: 'off' }),
  );
}

/** One of these, or all. */
export function choice(
  label: string,
  name: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
): HTMLElement {
  const id = `field-${name}`;
  const shown = options.map(([value, text]) =>
    el('option', { value, selected: value === chosen }, text),
  );
  return el('div', {}, el('label', { for: id }, label), el('select', { id, name }, ...shown));
}

export function moduleChoice(modules: readonly string[], chosen: string): HTMLElement {
  const named = modules.includes(chosen) || chosen === '' ? modules : [...modules, chosen];
  const options = named.map((module) => [module, module] as const);
  return choice('Module', 'module', [['', 'All modules'], ...options], chosen);
}

/** A form whose answers are a page's address, so that it can be kept, sent to somebody, and gone back to. */
export function searchForm(page: string, fields: readonly Child[], text = 'Find'): HTMLElement {
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === 'string' && value.trim() !== '') given.set(name, value.trim());
    }
    const next = `${hrefOf(page)}?${given.toString()}`;
    if (location.hash === next) window.dispatchEvent(new Event('hashchange'));
    else location.hash = next;
  };
  const button = el('button.primary', { type: 'submit' }, text);
  return el('form', { onsubmit, role: 'search' }, el('div.fields', {}, ...fields, button));
}
