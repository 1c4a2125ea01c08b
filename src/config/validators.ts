import { ValidateBy, type ValidationOptions } from 'class-validator';

import { durationMs } from '../kernel/duration.js';

/** The names of a comma-separated list, trimmed, without empty ones. */
export function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function checked(
  name: string,
  message: string,
  validate: (value: unknown) => boolean,
): PropertyDecorator {
  const options: ValidationOptions = { message: `$property ${message}` };
  return ValidateBy({ name, validator: { validate } }, options);
}

/** `500ms`, `2s`, `5m`, `1h`, `1d`; `off` too where it may be. */
export function IsDuration(options: { readonly off?: boolean } = {}): PropertyDecorator {
  const orOff = options.off === true ? ', or `off`' : '';
  return checked(
    'isDuration',
    `must be a duration such as 500ms, 2s, 5m, 1h or 1d${orOff}`,
    (value) =>
      typeof value === 'string' &&
      (durationMs(value) !== undefined || (options.off === true && value === 'off')),
  );
}

function urlOf(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
}

function isLoopback(url: URL): boolean {
  return (
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname)
  );
}

export function IsHttpUrl(): PropertyDecorator {
  return checked('isHttpUrl', 'must be an http or https URL', (value) => {
    const protocol = urlOf(value)?.protocol;
    return protocol === 'http:' || protocol === 'https:';
  });
}

/** https, or http on loopback; no query and no fragment, because a path is appended. */
export function IsPublicBaseUrl(): PropertyDecorator {
  return checked(
    'isPublicBaseUrl',
    'must be an https URL (http only on loopback) without query or fragment',
    (value) => {
      const url = urlOf(value);
      // An empty query or fragment counts too: `URL` hides it, and the path would end up inside it.
      if (url === undefined || /[?#]/.test(String(value))) return false;
      return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
    },
  );
}

export function IsRedisUrl(): PropertyDecorator {
  return checked('isRedisUrl', 'must be a redis:// or rediss:// URL', (value) => {
    const protocol = urlOf(value)?.protocol;
    return protocol === 'redis:' || protocol === 'rediss:';
  });
}

/** `host:port,host:port` */
export function IsHostList(): PropertyDecorator {
  return checked('isHostList', 'must be a list of host:port, separated by commas', (value) => {
    if (typeof value !== 'string') return false;
    const hosts = names(value);
    return hosts.length > 0 && hosts.every(isHostPort);
  });
}

function isHostPort(text: string): boolean {
  const port = Number(/^[^\s:,]+:(\d{1,5})$/.exec(text)?.[1]);
  return port >= 1 && port <= 65_535;
}

/** A list of names, each one of `allowed` where that is given. */
export function ListOf(allowed?: readonly string[]): PropertyDecorator {
  const message =
    allowed === undefined
      ? 'must be a list of API names (letters, digits, `_`), separated by commas'
      : `must be a non-empty list out of ${allowed.join(', ')}`;
  return checked('listOf', message, (value) => {
    if (!Array.isArray(value)) return false;
    if (allowed === undefined)
      return value.every((name) => /^[A-Za-z0-9_$]{1,100}$/.test(String(name)));
    return value.length > 0 && value.every((name) => allowed.includes(String(name)));
  });
}

/** A whole number within bounds. */
export function IsWhole(least: number, most: number = Number.MAX_SAFE_INTEGER): PropertyDecorator {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  return checked('isWhole', `must be a whole number ${range}`, (value) => {
    return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
  });
}

/** A number within bounds, also a fraction. */
export function IsAmount(least: number, most: number): PropertyDecorator {
  return checked('isAmount', `must be a number from ${least} to ${most}`, (value) => {
    return typeof value === 'number' && value >= least && value <= most;
  });
}
