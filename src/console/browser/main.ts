import { type Overview } from '../overview/overview.js';
import { placeIn } from './address.js';
import { ask } from './api.js';
import { Frame } from './frame.js';
import { Live } from './live.js';
import { loginPage } from './login.js';
import { type Page } from './page.js';
import { routes, usualRoute } from './routes.js';

interface Session {
  readonly token: string | null;
  readonly may_act: boolean;
  readonly closed: boolean;
  readonly modules: readonly string[];
}

let page: Page | undefined;
let frame: Frame | undefined;
let session: Session | undefined;

const live = new Live(
  (overview: Overview) => {
    frame?.show(overview);
    page?.onOverview?.(overview);
  },
  (liveness) => {
    frame?.showLiveness(liveness);
    if (liveness === 'lost') void checkSession();
  },
);

/** Shows what the address names. */
function open(): void {
  if (session === undefined || frame === undefined) return;
  page?.close?.();
  const { name, path, parameters } = placeIn(location.hash);
  const route = routes.find((each) => each.name === name) ?? usualRoute;
  const { may_act: mayAct, modules } = session;
  page = route.make({ mayAct, modules, path, parameters, overview: live.last });
  frame.open(route.name, page);
}

/** Whether somebody is logged in still; while the service is away, nobody knows. */
async function checkSession(): Promise<void> {
  const now = await ask<Session>('/console/session').catch(() => undefined);
  if (now?.token === null) await begin();
}

async function leave(): Promise<void> {
  await ask('/console/session', { method: 'DELETE' }).catch(() => undefined);
  await begin();
}

/** Which begin is the last: what an earlier one has waited for comes too late. */
let begun = 0;

async function begin(): Promise<void> {
  begun += 1;
  const mine = begun;
  live.stop();
  page?.close?.();
  page = undefined;
  frame = undefined;
  const code = codeInAddress();
  const now = await ask<Session>('/console/session').catch(() => undefined);
  if (mine !== begun) return;
  session = now;
  const { token = null, may_act: mayAct = false, closed = false } = session ?? {};
  if (token === null || code !== undefined) {
    document.body.replaceChildren(
      loginPage({ isClosed: closed, code, onLogin: () => void begin() }),
    );
    return;
  }
  frame = new Frame(token, mayAct, () => void leave());
  document.body.replaceChildren(...frame.nodes);
  live.start();
  open();
}

/** The code of a login link, which is taken out of the address before anybody can read it there. */
function codeInAddress(): string | undefined {
  const code = /^#login=([\w.-]+)$/.exec(location.hash)?.[1];
  if (code !== undefined) history.replaceState(null, '', location.pathname);
  return code;
}

window.addEventListener('hashchange', () => {
  if (location.hash.startsWith('#login=')) void begin();
  else open();
});
void begin();
