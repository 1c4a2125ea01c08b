import { reasonOf, send } from './api.js';
import { el, fill } from './dom.js';

interface LoginOptions {
  /** No token is set: nobody can log in. */
  readonly isClosed: boolean;
  /** Of a login link. */
  readonly code: string | undefined;
  readonly onLogin: () => void;
}

/** Asks for the token, or uses the code of a link. */
export function loginPage({ isClosed, code, onLogin }: LoginOptions): HTMLElement {
  const notice = el('div', { role: 'alert' });
  const enter = async (shown: object): Promise<void> => {
    try {
      await send('POST', '/console/session', shown);
      onLogin();
    } catch (error) {
      fill(notice, el('p.notice.bad', {}, refusalText(error, shown)));
      document.querySelector('input')?.focus();
    }
  };
  if (code !== undefined) void enter({ code });
  return el(
    'main.login',
    {},
    el('p.brand', {}, el('span.logo', { 'aria-hidden': 'true' }), 'zoho-webhook-sync'),
    el('h1', {}, 'Console'),
    notice,
    isClosed ? el('p.notice.warn', {}, closedText) : tokenForm((token) => void enter({ token })),
  );
}

const closedText =
  'ADMIN_TOKEN is not set, and without it nobody can log in. Set it (openssl rand -hex 32 makes one) and restart.';

function tokenForm(onToken: (token: string) => void): HTMLElement {
  const input = document.createElement('input');
  const attributes = {
    id: 'token',
    type: 'password',
    autocomplete: 'current-password',
    'aria-describedby': 'token-help',
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.required = true;
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    onToken(input.value);
  };
  return el(
    'form',
    { onsubmit },
    el('label', { for: 'token' }, 'Token'),
    input,
    el(
      'p.quiet.small',
      { id: 'token-help' },
      'ADMIN_TOKEN, or READ_TOKEN to look and change nothing.',
    ),
    el('button.primary', { type: 'submit' }, 'Log in'),
  );
}

function refusalText(error: unknown, shown: object): string {
  const message = reasonOf(error);
  if (!message.includes('ADMIN_TOKEN, or READ_TOKEN')) return message;
  return 'code' in shown
    ? 'This link was used already, or is too old. Log in with the token.'
    : 'This is not the token.';
}
