import { type FieldChoice } from '../../crm/field-choice.js';
import { moduleFromName, usualModules } from '../../crm/modules.js';
import { durationMs } from '../../kernel/duration.js';
import { isLoopback, Networks } from '../../kernel/networks.js';
import { Secret } from '../../kernel/secret.js';
import { isNoSecret } from './guessable.js';

/** What a form answers to text that isn't of it. */
export const wrong = Symbol('wrong');

/** What a variable's text has to look like, and the value it stands for. */
export interface Form<T> {
  /** Follows the variable's name in a message: `must be …`. */
  readonly must: string;
  readonly read: (text: string) => T | typeof wrong;
}

/** The same text, another value. */
export function as<T, U>(form: Form<T>, convert: (value: T) => U): Form<U> {
  return {
    must: form.must,
    read: (text) => {
      const value = form.read(text);
      return value === wrong ? wrong : convert(value);
    },
  };
}

/** `off` too, for undefined. */
export function orOff<T>(form: Form<T>): Form<T | undefined> {
  return {
    must: `${form.must}, or \`off\``,
    read: (text) => (text === 'off' ? undefined : form.read(text)),
  };
}

export const anyText: Form<string> = { must: 'must be text', read: (value) => value };

export const secret: Form<Secret> = as(anyText, (value) => new Secret(value));

export function matching(pattern: RegExp, must: string): Form<string> {
  return { must, read: (value) => (pattern.test(value) ? value : wrong) };
}

/** A secret of a form that nobody could have chosen by hand. */
export function drawnSecret(pattern: RegExp, must: string): Form<Secret> {
  return {
    must,
    read: (value) => (pattern.test(value) && !isNoSecret(value) ? new Secret(value) : wrong),
  };
}

/** What is shown as `Authorization: Bearer`. */
export const bearerToken = drawnSecret(
  /^[\x21-\x7e]{32,256}$/,
  'must be 32 to 256 visible ASCII characters without spaces, drawn at random; `openssl rand -hex 32` makes one',
);

export function oneWordOf<const T extends string>(
  allowed: readonly T[],
  must = `must be one of ${allowed.join(', ')}`,
): Form<T> {
  return { must, read: (value) => allowed.find((each) => each === value) ?? wrong };
}

/** `true`, `false`, `1` or `0`, in any case. */
export const truth: Form<boolean> = {
  must: 'must be true or false',
  read: (value) => {
    const word = value.trim().toLowerCase();
    if (word === 'true' || word === '1') return true;
    return word === 'false' || word === '0' ? false : wrong;
  },
};

/** A whole number within bounds. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Form<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  return {
    must: `must be a whole number ${range}`,
    read: (value) => {
      const number = numberOf(value);
      return Number.isSafeInteger(number) && number >= least && number <= most ? number : wrong;
    },
  };
}

/** Seconds within bounds, also a fraction; the value is milliseconds. */
export function seconds(least: number, most: number): Form<number> {
  return {
    must: `must be a number from ${least} to ${most}`,
    read: (value) => {
      const number = numberOf(value);
      return number >= least && number <= most ? number * 1000 : wrong;
    },
  };
}

function numberOf(value: string): number {
  return value.trim() === '' ? NaN : Number(value);
}

/** `500ms`, `2s`, `5m`, `1h`, `1d`; the value is milliseconds. */
export const duration: Form<number> = {
  must: 'must be a duration such as 500ms, 2s, 5m, 1h or 1d',
  read: (value) => durationMs(value) ?? wrong,
};

/** Names separated by commas, trimmed; empty ones don't count. */
function names(value: string): readonly string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const apiName = /^[A-Za-z0-9_$]{1,100}$/;

export const apiNames: Form<readonly string[]> = {
  must: 'must be a list of API names (letters, digits, `_`), separated by commas',
  read: (value) => {
    const list = names(value);
    return list.every((name) => apiName.test(name)) ? list : wrong;
  },
};

/** `Region,Tier__c`, `*` for all of them, `-Phone` for one that is left out. */
export const fieldChoice: Form<FieldChoice> = {
  must: 'must be a list of API names (letters, digits, `_`), `*` and `-Name`, separated by commas',
  read: (value) => {
    const list = [...new Set(names(value))];
    const isLeftOut = (name: string): boolean => name.startsWith('-');
    const named = list.filter((name) => name !== '*' && !isLeftOut(name));
    const leftOut = list.filter(isLeftOut).map((name) => name.slice(1));
    if (![...named, ...leftOut].every((name) => apiName.test(name))) return wrong;
    return { all: list.includes('*'), named, leftOut };
  },
};

/** Modules by API name, at least one, each once; as Zoho spells those that every organisation has. */
export const moduleNames: Form<readonly string[]> = {
  must:
    'must be a non-empty list of API names of modules, spelt as Zoho does ' +
    `(${usualModules.join(', ')}, Leads, Products, custom modules …)`,
  read: (value) => {
    const list = names(value);
    const meant = list.map((name) => moduleFromName(name));
    const found = meant.map((each) => each?.api ?? each?.module);
    const isWhole = found.length > 0 && found.every((name) => name !== undefined);
    if (!isWhole || list.some(isMisspelt)) return wrong;
    return [...new Set(found)];
  },
};

function isMisspelt(name: string): boolean {
  return usualModules.some((usual) => usual !== name && usual.toLowerCase() === name.toLowerCase());
}

export const networks: Form<Networks> = {
  must: 'must be a list of addresses and networks (10.0.0.0/8, fd00::/8), separated by commas',
  read: (value) => Networks.of(names(value)) ?? wrong,
};

/** Names of hosts, or addresses, as they stand in a `Host` header without a port. */
export const hostNames: Form<readonly string[]> = {
  must: 'must be a list of host names without ports, separated by commas',
  read: (value) => {
    const list = names(value).map((name) => name.toLowerCase());
    return list.every((name) => /^[a-z0-9._-]{1,253}$/.test(name)) ? list : wrong;
  },
};

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** `host:port,host:port` */
export const hostPorts: Form<readonly HostPort[]> = {
  must: 'must be a list of host:port, separated by commas',
  read: (value) => {
    const list = names(value).map(hostPortOf);
    return list.length > 0 && list.every((each) => each !== undefined) ? list : wrong;
  },
};

function hostPortOf(value: string): HostPort | undefined {
  const [, host, digits] = /^([^\s,]+):(\d{1,5})$/.exec(value) ?? [];
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

function urlForm(must: string, isRight: (url: URL, value: string) => boolean): Form<string> {
  return {
    must,
    read: (value) => (URL.canParse(value) && isRight(new URL(value), value) ? value : wrong),
  };
}

export const httpUrl = urlForm('must be an http or https URL', ({ protocol }) =>
  ['http:', 'https:'].includes(protocol),
);

/** An address that is asked with credentials of its own: others in it would be refused by `fetch`, and shown. */
export const serviceUrl = urlForm(
  'must be an http or https URL without user and password',
  (url) => ['http:', 'https:'].includes(url.protocol) && !hasCredentials(url),
);

export const redisUrl = urlForm('must be a redis:// or rediss:// URL', ({ protocol }) =>
  ['redis:', 'rediss:'].includes(protocol),
);

/** What names a schema needs no quotes in SQL. */
export const postgresUrl = urlForm(
  'must be a postgres:// or postgresql:// URL; the name in `?schema=` of small letters, digits and `_`',
  ({ protocol, searchParams }) =>
    ['postgres:', 'postgresql:'].includes(protocol) &&
    /^[a-z_][a-z0-9_]{0,62}$/.test(searchParams.get('schema') ?? 'named'),
);

/**
 * https, or http on loopback; no user and password, no query and no fragment, because a path is appended. An empty query
 * or fragment counts too: `URL` hides it, and the path would end up inside it.
 */
export const publicUrl = urlForm(
  'must be an https URL (http only on loopback) without user, password, query and fragment',
  (url, value) =>
    !/[?#]/.test(value) &&
    !hasCredentials(url) &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))),
);

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
