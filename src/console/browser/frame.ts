import { type Overview } from '../overview/overview.js';
import { hrefOf } from './address.js';
import { el, fill } from './dom.js';
import { type Liveness } from './live.js';
import { type Page } from './page.js';
import { routes } from './routes.js';
import { count } from './words.js';

const livenessText: Readonly<Record<Liveness, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Connection lost',
};

/** What stands around every page: the menu, who is logged in, and whether what is shown is what is. */
export class Frame {
  readonly nodes: readonly HTMLElement[];
  readonly #main = el('main', { id: 'main', tabindex: -1 });
  readonly #liveness = el('p.liveness', { role: 'status' });
  readonly #links = new Map<string, HTMLElement>();
  readonly #letters = el('span.badge', { hidden: true });

  constructor(token: string, mayAct: boolean, onLeave: () => void) {
    for (const { name, title } of routes) {
      const badge = name === 'dead-letters' ? this.#letters : null;
      this.#links.set(name, el('a', { href: hrefOf(name) }, title, badge));
    }
    const items = [...this.#links.values()].map((link) => el('li', {}, link));
    const who = mayAct ? token : `${token} (may only look)`;
    this.nodes = [
      el(
        'a.skip',
        {
          href: '#main',
          onclick: (event: Event) => {
            this.#skip(event);
          },
        },
        'To the page',
      ),
      el(
        'header.side',
        {},
        el('p.brand', {}, el('span.logo', { 'aria-hidden': 'true' }), 'zoho-webhook-sync'),
        el('nav', { 'aria-label': 'Console' }, el('ul', {}, ...items)),
        el(
          'div.who',
          {},
          this.#liveness,
          el('p.quiet.small', {}, who),
          el('button.link', { type: 'button', onclick: onLeave }, 'Log out'),
        ),
      ),
      this.#main,
    ];
  }

  open(name: string, page: Page): void {
    for (const [each, link] of this.#links) {
      if (each === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${page.title} · zoho-webhook-sync`;
    fill(this.#main, el('h1', {}, page.title), page.node);
    window.scrollTo(0, 0);
    const current = this.#links.get(name);
    if (current !== undefined) bringIntoMenu(current);
  }

  show({ modules }: Overview): void {
    const letters = modules.reduce((sum, each) => sum + each.dead_letters, 0);
    this.#letters.hidden = letters === 0;
    this.#letters.textContent = count(letters);
  }

  showLiveness(liveness: Liveness): void {
    if (this.#liveness.textContent === livenessText[liveness]) return;
    this.#liveness.className = `liveness ${liveness}`;
    this.#liveness.textContent = livenessText[liveness];
  }

  /** The address is the page's; going to its beginning must not change it. */
  #skip(event: Event): void {
    event.preventDefault();
    this.#main.focus();
  }
}

/**
 * On a narrow screen the menu is one line, which is longer than the screen. Only the menu is moved: `scrollIntoView`
 * would have the next Tab begin at the link, past the one that skips the menu.
 */
function bringIntoMenu(link: HTMLElement): void {
  const menu = link.closest('nav');
  if (menu === null) return;
  const [seen, whole] = [link.getBoundingClientRect(), menu.getBoundingClientRect()];
  if (seen.left < whole.left) menu.scrollLeft += seen.left - whole.left;
  if (seen.right > whole.right) menu.scrollLeft += seen.right - whole.right;
}
