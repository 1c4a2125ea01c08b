import { type SnakeCased } from '../../../kernel/snake-case.js';
import { type KeptRow, type PlannedRow } from '../../../registration/kept-row.js';
import { send } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { counted } from '../words.js';
import { openDialog } from './dialog.js';
import { attempt, buttons } from '../parts/steps.js';

type Planned = SnakeCased<PlannedRow>;
type Kept = SnakeCased<KeptRow>;

const titles = { register: 'Register channels', renew: 'Renew channels' } as const;
const verbs = { register: 'Register', renew: 'Renew' } as const;

const plans: Readonly<Record<Planned['action'], string>> = {
  create: 'would be made',
  replace: 'would be corrected',
  renew: 'would be renewed',
  leave: 'would stay as they are',
  delete: 'would be ended',
};

/** Says what would be done about the channels that Zoho has now, and does it once that is wanted. */
export function askToKeepChannels(deed: 'register' | 'renew', done: () => void): void {
  const place = el('div', { 'aria-live': 'polite' }, el('p', {}, 'Asking Zoho what it has…'));
  openDialog(titles[deed], place).addEventListener('close', done);
  const run = async (): Promise<void> => {
    fill(place, el('p', {}, 'Zoho is asked…'));
    const { channels } = await send<{ channels: readonly Kept[] }>('POST', `/channels/${deed}`, {});
    fill(place, outcomeOf(channels), buttons(undefined, place));
  };
  void attempt(place, async () => {
    const { planned } = await send<{ planned: readonly Planned[] }>('POST', `/channels/${deed}`, {
      dry_run: true,
    });
    const isIdle = planned.every(({ action }) => action === 'leave');
    fill(
      place,
      planOf(planned),
      el(
        'p',
        {},
        isIdle
          ? 'There is nothing to do.'
          : 'A channel that serves is never ended before its successor stands.',
      ),
      buttons(isIdle ? undefined : [verbs[deed], run], place),
    );
  });
}

function planOf(planned: readonly Planned[]): Child {
  const lines = Object.entries(plans).flatMap(([action, text]) => {
    const rows = planned.filter((each) => each.action === action);
    const names = rows.map(({ api }) => api).join(', ');
    return rows.length === 0
      ? []
      : [el('li', {}, el('strong', {}, counted(rows.length, 'channel')), ` ${text}: ${names}`)];
  });
  return lines.length === 0
    ? el('p', {}, 'No module is to have a channel.')
    : el('ul.problems', {}, ...lines);
}

function outcomeOf(channels: readonly Kept[]): Child {
  const refused = channels.filter(({ status }) => status === 'refused');
  const well = channels.filter(({ status }) => status === 'registered').length;
  return [
    el(
      `p.notice.${refused.length === 0 ? 'good' : 'warn'}`,
      {},
      `${counted(well, 'channel')} as they should be, ${refused.length} refused by Zoho.`,
    ),
    el(
      'ul.problems',
      {},
      ...refused.map(({ api, reason }) =>
        el('li', {}, el('strong', {}, api), `: ${reason ?? 'no reason given'}`),
      ),
    ),
  ];
}
