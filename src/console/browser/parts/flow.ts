import { type Place } from '../../overview/overview-findings.js';
import { type Overview } from '../../overview/overview.js';
import { type Child, el, svg } from '../dom.js';
import { count, counted, lasting, perMinute } from '../words.js';

type State = 'good' | 'warn' | 'bad';

/** The way of a change, as it is: boxes, and what goes from one to the next. */
export function flowOf(overview: Overview): HTMLElement {
  const of = (place: Place): State => stateAt(overview, place);
  return el(
    'ol.flow',
    { 'aria-label': 'The way of a change, from Zoho CRM to memory' },
    box('Zoho CRM', of('zoho'), channelsText(overview)),
    arrow(worst(of('zoho'), of('door')), ...toTheDoor(overview)),
    box('Door', of('door'), running(overview, ['web', 'all'])),
    arrow(
      worst(of('door'), of('queues')),
      `${perMinute(overview.rates?.queued)} / min`,
      'admitted',
    ),
    box('Queues', of('queues'), ...queueTexts(overview)),
    arrow(worst(of('queues'), of('workers')), ...toTheWorkers(overview)),
    box('Workers', of('workers'), running(overview, ['worker', 'all'])),
    arrow(worst(of('workers'), of('memory')), ...toMemory(overview)),
    box('Memory', of('memory'), ...memoryTexts(overview)),
  );
}

type Texts = readonly [above: string, below: string];

function channelsText({ channels, from_crm: isAsked }: Overview): string {
  if (channels !== null) return `${channels.watched} of ${channels.wanted} channels`;
  return isAsked ? 'asked, no channels' : 'tells, is not asked';
}

function toTheDoor({ rates }: Overview): Texts {
  const refused = rates?.refused ?? 0;
  return [
    `${perMinute(rates?.deliveries)} / min`,
    refused > 0 ? `${refused} refused` : 'deliveries',
  ];
}

function queueTexts({ queue, modules }: Overview): readonly string[] {
  if (queue === null) return ['can not be read'];
  const paused = modules.filter(({ paused_seconds: seconds }) => seconds > 0).length;
  const waits = counted(queue.waiting, 'record waits', 'records wait');
  return paused === 0 ? [waits] : [waits, `${paused} paused`];
}

function toTheWorkers({ queue, modules }: Overview): Texts {
  const lag = Math.max(0, ...modules.map(({ lag_seconds: seconds }) => seconds));
  return [
    queue === null ? '–' : `${count(queue.active)} running`,
    lag === 0 ? 'nothing is late' : `${lasting(lag)} behind`,
  ];
}

function toMemory({ rates }: Overview): Texts {
  const failed = rates?.failed ?? 0;
  return [`${perMinute(rates?.synced)} / min`, failed > 0 ? `${failed} failed` : 'synced'];
}

function memoryTexts({ memory }: Overview): readonly string[] {
  if (memory === null) return ['can not be read'];
  return [counted(memory.documents, 'document'), memory.kind];
}

function box(name: string, state: State, ...lines: readonly Child[]): HTMLElement {
  return el(
    `li.box.${state}`,
    {},
    el('strong', {}, name),
    state === 'good' ? null : el('span.mark', {}, state === 'bad' ? 'broken' : 'note'),
    ...lines.map((line) => (line === null ? null : el('span.small', {}, line))),
  );
}

function arrow(state: State, above: string, below: string): HTMLElement {
  return el(
    `li.arrow.${state}`,
    {},
    el('span.small', {}, above),
    drawnArrow(state),
    el('span.small.quiet', {}, below),
  );
}

function drawnArrow(state: State): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 100 16', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    svg('line', { x1: 0, y1: 8, x2: 92, y2: 8, 'vector-effect': 'non-scaling-stroke' }),
    svg('path', { d: 'M84 2 L94 8 L84 14', 'vector-effect': 'non-scaling-stroke' }),
    state === 'bad'
      ? svg('path.cut', { d: 'M44 1 L56 15 M56 1 L44 15', 'vector-effect': 'non-scaling-stroke' })
      : null,
  );
}

function running({ processes }: Overview, roles: readonly string[]): string {
  if (processes === null) return 'not known';
  const number = roles.reduce((sum, role) => sum + (processes[role] ?? 0), 0);
  return number === 0 ? 'none runs' : counted(number, 'process', 'processes');
}

function stateAt({ findings }: Overview, place: Place): State {
  const here = findings.filter((each) => each.place === place);
  if (here.some(({ severity }) => severity === 'broken')) return 'bad';
  return here.length > 0 ? 'warn' : 'good';
}

/** An arrow is broken where what it comes from or goes to is. */
function worst(one: State, other: State): State {
  if (one === 'bad' || other === 'bad') return 'bad';
  return 'good';
}
