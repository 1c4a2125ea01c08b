import { type ApiModule, isApiModule } from '../crm/modules.js';
import { flag, maybe, number, object, or, type Shape, stored, text } from '../kernel/shape.js';
import { type ChannelRefusal } from './channel-refusal.js';
import { type KnownChannel } from './plan/channel-plan.js';

/** A module that Zoho refuses to watch: its changes are polled. */
export interface RefusedModule extends ChannelRefusal {
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
  /** Those whose channel Zoho refused for what was asked, or for how many there are. */
  readonly unkept: ReadonlyMap<ApiModule, RefusedModule>;
  /** Since when there are to be no channels at all, epoch ms; undefined: there are. */
  readonly unregisteredAtMs: number | undefined;
  readonly check: LastCheck | undefined;
  /** When this was read, epoch ms by this machine's clock. */
  readonly readAtMs: number;
}

/** The kinds of fields of the hash in Redis: `known:Deals`, `disabled:Deals`, `refused:Notes`, `unkept:Deals`. */
export type ModuleField = `${'known' | 'disabled' | 'refused' | 'unkept'}:${ApiModule}`;

/** The state that the fields of a hash in Redis stand for. What can't be read counts as absent. */
export function registerStateFrom(
  fields: Readonly<Record<string, string>>,
  readAtMs: number,
): RegisterState {
  const { check, unregistered } = fields;
  return {
    known: ofKind(fields, 'known', channelFrom).map(([api, channel]) => ({ api, ...channel })),
    disabled: new Map(ofKind(fields, 'disabled', sinceFrom).map(([api, { atMs }]) => [api, atMs])),
    refused: new Map(ofKind(fields, 'refused', refusedFrom)),
    unkept: new Map(ofKind(fields, 'unkept', refusedFrom)),
    unregisteredAtMs: Number(unregistered) > 0 ? Number(unregistered) : undefined,
    check: check === undefined ? undefined : stored(checkFrom)(check),
    readAtMs,
  };
}

/** What the fields of one kind hold, by module. */
function ofKind<T>(
  fields: Readonly<Record<string, string>>,
  kind: string,
  shape: Shape<T>,
): readonly (readonly [ApiModule, T])[] {
  return Object.entries(fields).flatMap(([field, json]) => {
    const [name, api] = field.split(':');
    if (name !== kind || !isApiModule(api)) return [];
    const value = stored(shape)(json);
    return value === undefined ? [] : [[api, value] as const];
  });
}

const channelFrom = object<Omit<KnownChannel, 'api'>>({
  channelId: text,
  confirmedAtMs: number,
  expiresAtMs: number,
  aliveAtMs: number,
});

const sinceFrom = object<{ readonly atMs: number }>({ atMs: or(number, 0) });

const refusedFrom = object<RefusedModule>({
  code: or(text, 'UNKNOWN'),
  field: maybe(text),
  atMs: or(number, 0),
});

const checkFrom = object<LastCheck>({
  atMs: or(number, 0),
  failure: maybe(text),
  failures: or(number, 0),
  againAtMs: or(number, 0),
  skewMs: or(number, 0),
  waitsForProcesses: or(flag, false),
});
