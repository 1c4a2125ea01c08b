import { type Child, el, fill } from '../dom.js';
import { failureNotice } from './shown.js';

/** A part of a page that is asked for anew. */
interface Reloading {
  readonly node: HTMLElement;
  /** Asks again; while an answer is under way, once after it. What is shown stays until then. */
  readonly reload: () => void;
  readonly close: () => void;
}

/** However often something changes, it is asked for no more often. */
const restMs = 1500;

/** Shows what is asked for, and shows it anew when told to. */
export function reloading<T>(asking: () => Promise<T>, show: (answer: T) => Child): Reloading {
  const node = el('div.stack', { 'aria-busy': 'true' }, el('p.quiet', {}, 'Loading…'));
  let state: 'idle' | 'busy' | 'again' | 'closed' = 'idle';
  const reload = (): void => {
    if (state !== 'idle') {
      if (state === 'busy') state = 'again';
      return;
    }
    state = 'busy';
    void run();
  };
  const rest = (): void => {
    if (state === 'closed') return;
    const isWanted = state === 'again';
    state = 'idle';
    if (isWanted) reload();
  };
  const put = (shown: Child): void => {
    if (state === 'closed') return;
    // Whatever somebody is at stays until they have left it.
    if (isUsed(node)) window.setTimeout(put, restMs, shown);
    else {
      fill(node, shown);
      node.removeAttribute('aria-busy');
      window.setTimeout(rest, restMs);
    }
  };
  const run = async (): Promise<void> => {
    put(await asking().then(show, failureNotice));
  };
  reload();
  return {
    node,
    reload,
    close: () => {
      state = 'closed';
    },
  };
}

function isUsed(node: Element): boolean {
  return node.contains(document.activeElement) || document.querySelector('dialog') !== null;
}
