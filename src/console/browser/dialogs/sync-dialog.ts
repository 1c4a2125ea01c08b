import { send } from '../api.js';
import { type Child, el, fill } from '../dom.js';
import { count, counted } from '../words.js';
import { closing, openDialog } from './dialog.js';
import { choice, moduleChoice } from '../parts/forms.js';
import { attempt, buttons } from '../parts/steps.js';

const kinds = [
  ['modified', 'Sweep: what was modified or deleted since the last one'],
  ['full', 'Compare: every record with the CRM, mending what differs'],
] as const;

interface Answer {
  readonly kind: string;
  readonly of: readonly string[];
  readonly forecast?: Forecast;
}

interface Forecast {
  readonly records: number;
  readonly credits: number;
  readonly old_renderings: number;
  readonly credits_left: number | null;
}

/** Asks what is to be swept or compared, says what that costs, and begins it once that is wanted. */
export function askToSync(modules: readonly string[], done: () => void): void {
  const place = el('div', { 'aria-live': 'polite' });
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget);
    const module = given.get('module');
    const body = { kind: given.get('kind'), ...(module === '' ? {} : { module }) };
    void attempt(place, () => forecast(place, body));
  };
  fill(
    place,
    el(
      'form.stack',
      { onsubmit },
      choice('What', 'kind', kinds, 'modified'),
      moduleChoice(modules, ''),
      el('div.actions', {}, el('button.primary', { type: 'submit' }, 'Go on'), closing('Cancel')),
    ),
  );
  openDialog('Start a sweep or a comparison', place).addEventListener('close', done);
}

async function forecast(place: HTMLElement, body: object): Promise<void> {
  fill(place, el('p', {}, 'Counting…'));
  const {
    kind,
    of,
    forecast: told,
  } = await send<Answer>('POST', '/sync', {
    ...body,
    dry_run: true,
  });
  const run = async (): Promise<void> => {
    await send<Answer>('POST', '/sync', body);
    fill(place, el('p.notice.good', {}, 'It has begun.'), buttons(undefined, place));
  };
  const verb = kind === 'full' ? 'Compared' : 'Swept';
  fill(
    place,
    el('p', {}, `${verb}, one after the other: `, el('strong', {}, of.join(', ')), '.'),
    told === undefined ? null : el('p', {}, ...costOf(told)),
    el('p.quiet', {}, 'It goes on in the background, after live changes; this page shows how far.'),
    buttons([kind === 'full' ? 'Compare' : 'Sweep', run], place),
  );
}

function costOf({
  records,
  credits,
  old_renderings: old,
  credits_left: left,
}: Forecast): readonly Child[] {
  return [
    records === 0 ? null : `Memory knows of ${counted(records, 'record')}. `,
    `Asking costs ${counted(credits, 'API credit')} at least, and more for what differs`,
    left === null ? '.' : `; sweeps may use ${count(left)} more today (UTC).`,
    old === 0
      ? null
      : ` ${counted(old, 'document')} of an older rendering are made anew where they read otherwise now.`,
  ];
}
