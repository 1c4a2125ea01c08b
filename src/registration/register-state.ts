import { type ApiModule, isApiModule } from '../crm/modules.js';
import { storedObject } from '../redis/stored-object.js';
import { type KnownChannel } from './plan/channel-plan.js';

/** A module that Zoho refuses to watch: its changes are polled. */
export interface RefusedModule {
  readonly code: string;
  /** When it was last tried, epoch ms. */
  readonly atMs: number;
}

/** How the last look at Zoho's channels went. Times are epoch ms by this machine's clock. */
export interface LastCheck {
  readonly atMs: number;
  /** What failed; undefined for a look that succeeded. */
  readonly failure: string | undefined;
  /** Failures in a row. */
  readonly failures: number;
  /** Not before then: Zoho asked for a pause. */
  readonly againAtMs: number;
  /** How far Zoho's clock is ahead of ours. */
  readonly skewMs: number;
  /** Channels keep the previous secret's tokens until every process accepts the new ones. */
  readonly waitsForProcesses: boolean;
}

/** What is remembered about channels beside what Zoho says of them. */
export interface RegisterState {
  readonly known: readonly KnownChannel[];
  /** Since when a module is switched off, epoch ms. */
  readonly disabled: ReadonlyMap<ApiModule, number>;
  readonly refused: ReadonlyMap<ApiModule, RefusedModule>;
  /** Since when there are to be no channels at all, epoch ms; undefined: there are. */
  readonly unregisteredAtMs: number | undefined;
  readonly check: LastCheck | undefined;
  /** When this was read, epoch ms by this machine's clock. */
  readonly readAtMs: number;
}

/** The kinds of fields of the hash in Redis: `known:Deals`, `disabled:Deals`, `refused:Notes`. */
export type ModuleField = `${'known' | 'disabled' | 'refused'}:${ApiModule}`;

/** The state that the fields of a hash in Redis stand for. What can't be read counts as absent. */
export function registerStateFrom(
  fields: Readonly<Record<string, string>>,
  readAtMs: number,
): RegisterState {
  const entries = Object.entries(fields).map(([field, text]) => {
    const [kind = '', api = ''] = field.split(':');
    return { kind, api, value: storedObject(text) };
  });
  const of = (kind: string): readonly Entry[] =>
    entries.flatMap((entry) =>
      entry.kind === kind && isApiModule(entry.api) ? [{ ...entry, api: entry.api }] : [],
    );
  return {
    known: of('known')
      .map(knownFrom)
      .filter((channel) => channel !== undefined),
    disabled: new Map(of('disabled').map(({ api, value }) => [api, numberFrom(value['atMs'])])),
    refused: new Map(of('refused').map(({ api, value }) => [api, refusedFrom(value)])),
    unregisteredAtMs: timeFrom(fields['unregistered']),
    check: fields['check'] === undefined ? undefined : checkFrom(storedObject(fields['check'])),
    readAtMs,
  };
}

interface Entry {
  readonly api: ApiModule;
  readonly value: Readonly<Record<string, unknown>>;
}

function knownFrom({ api, value }: Entry): KnownChannel | undefined {
  const { channelId, confirmedAtMs, expiresAtMs, aliveAtMs } = value;
  if (typeof channelId !== 'string' || typeof confirmedAtMs !== 'number') return undefined;
  if (typeof expiresAtMs !== 'number' || typeof aliveAtMs !== 'number') return undefined;
  return { api, channelId, confirmedAtMs, expiresAtMs, aliveAtMs };
}

function refusedFrom({ code, atMs }: Entry['value']): RefusedModule {
  return { code: typeof code === 'string' ? code : 'UNKNOWN', atMs: numberFrom(atMs) };
}

function checkFrom(value: Entry['value']): LastCheck {
  const { failure } = value;
  return {
    atMs: numberFrom(value['atMs']),
    failure: typeof failure === 'string' ? failure : undefined,
    failures: numberFrom(value['failures']),
    againAtMs: numberFrom(value['againAtMs']),
    skewMs: numberFrom(value['skewMs']),
    waitsForProcesses: value['waitsForProcesses'] === true,
  };
}

function numberFrom(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function timeFrom(text: string | undefined): number | undefined {
  const time = Number(text);
  return time > 0 ? time : undefined;
}
