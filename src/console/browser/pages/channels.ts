import { type SnakeCased } from '../../../kernel/snake-case.js';
import { type ChannelStatus } from '../../../registration/channel-row.js';
import { type ReportedChannel } from '../../../registration/reported-channel.js';
import { type Overview } from '../../overview/overview.js';
import { ask } from '../api.js';
import { type Child, el } from '../dom.js';
import { type Page, type PageContext } from '../page.js';
import { askToKeepChannels } from '../dialogs/channel-dialogs.js';
import { gapTexts } from '../parts/gap-texts.js';
import { reloading } from '../parts/reloading.js';
import { dataTable, prose, section, tag, time } from '../parts/shown.js';
import { ago, lasting, left } from '../words.js';

type Channel = SnakeCased<ReportedChannel>;

const looks: Readonly<Record<ChannelStatus, 'good' | 'warn' | 'bad' | 'plain'>> = {
  watched: 'good',
  missing: 'bad',
  expired: 'bad',
  differs: 'warn',
  polled: 'plain',
  disabled: 'plain',
  unregistered: 'warn',
  surplus: 'warn',
  foreign: 'plain',
};

/** How Zoho tells of changes, module by module; for how long still, and what may have been missed. */
export function channelsPage({ mayAct, overview }: PageContext): Page {
  const list = reloading(() => ask<readonly Channel[]>('/channels'), shown);
  const deeds = mayAct ? actions(list.reload) : null;
  let known = overview && concerned(overview);
  return {
    title: 'Channels',
    node: el('div.stack', {}, deeds, list.node),
    onOverview: (now) => {
      const next = concerned(now);
      if (next === known) return;
      known = next;
      list.reload();
    },
    close: list.close,
  };
}

/** What of the overview changes when channels do. */
function concerned({ channels, findings, totals }: Overview): string {
  const ours = findings.filter(({ page }) => page === 'channels');
  return JSON.stringify([channels, ours, totals?.deliveries]);
}

function actions(done: () => void): HTMLElement {
  const button = (deed: 'register' | 'renew', text: string, look: string): HTMLElement =>
    el(
      look,
      {
        type: 'button',
        onclick: () => {
          askToKeepChannels(deed, done);
        },
      },
      text,
    );
  return el(
    'div.actions.flat',
    {},
    button('register', 'Register…', 'button.primary'),
    button('renew', 'Renew all…', 'button'),
  );
}

function shown(channels: readonly Channel[]): Child {
  const troubled = channels.filter(({ remedy }) => remedy !== null);
  return [
    troubled.length === 0
      ? null
      : section('What is wrong, and what to do', el('ul.findings', {}, ...troubled.map(troubleOf))),
    section('Channels, as Zoho confirmed them last', channelTable(channels)),
    section('Gaps: when changes may not have been told', gapList(channels)),
  ];
}

function troubleOf({ api, status, note, remedy }: Channel): HTMLElement {
  return el(
    'li',
    {},
    tag(looks[status], status),
    el(
      'div',
      {},
      el('p', {}, el('strong', {}, api), note === '' ? null : [': ', prose(note)]),
      el('p.quiet', {}, prose(remedy ?? '')),
    ),
  );
}

function channelTable(channels: readonly Channel[]): Child {
  return dataTable<Channel>(
    'Channels',
    [
      { title: 'Module', cell: ({ api }) => el('strong', {}, api) },
      { title: 'State', cell: ({ status }) => tag(looks[status], status) },
      { title: 'Time left', numeric: true, cell: timeLeft },
      { title: 'Last delivery', numeric: true, cell: lastDelivery },
      { title: 'Open gaps', numeric: true, cell: ({ gaps }) => gaps.length || '–' },
      { title: 'Ends', cell: ({ expires_at: at }) => time(at) },
      { title: 'Channel', cell: ({ channel_id: id }) => (id === null ? '–' : el('code', {}, id)) },
    ],
    channels,
  );
}

function lastDelivery({ channel_id: id, last_delivery: at }: Channel): Child {
  return id === null ? '–' : ago(at);
}

function timeLeft({ expires_in_seconds: seconds }: Channel): Child {
  if (seconds === null) return '–';
  return seconds <= 0 ? tag('bad', `ended ${lasting(-seconds)} ago`) : left(seconds);
}

function gapList(channels: readonly Channel[]): Child {
  const gaps = channels.flatMap(({ api, gaps: open }) => open.map((gap) => ({ api, ...gap })));
  if (gaps.length === 0) {
    return el('p.quiet', {}, 'None is open: what may not have been told was swept.');
  }
  const items = gaps.map(({ api, from, to, reason }) =>
    el(
      'li',
      {},
      el('strong', {}, api),
      ' from ',
      time(from),
      ' to ',
      time(to),
      `: ${gapTexts[reason]}.`,
    ),
  );
  return [
    el('ul.problems', {}, ...items),
    el('p.quiet.after', {}, 'They are swept by themselves, as soon as Zoho answers.'),
  ];
}
