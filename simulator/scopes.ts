import { ZohoRefusal } from './http/exchange.js';

/** What a grant allows, as it was consented to: `ZohoCRM.modules.ALL`, `ZohoCRM.modules.deals.READ`. */
export type Scopes = readonly string[];

export const everyScope: Scopes = [
  'ZohoCRM.modules.ALL',
  'ZohoCRM.notifications.ALL',
  'ZohoCRM.users.READ',
];

/** What it takes besides to be told of modules, fields, time zone and currency. */
export const metadataScopes: Scopes = [
  'ZohoCRM.settings.modules.READ',
  'ZohoCRM.settings.fields.READ',
  'ZohoCRM.org.READ',
];

const watchScopes: Readonly<Record<string, readonly string[]>> = {
  GET: ['ALL', 'READ'],
  POST: ['ALL', 'WRITE', 'CREATE'],
  PUT: ['ALL', 'WRITE', 'UPDATE'],
  PATCH: ['ALL', 'WRITE', 'UPDATE'],
  DELETE: ['ALL', 'DELETE'],
};

/** Any one of these allows the call (Zoho: the "Scopes" of each API page). */
export function scopesFor(method: string, resource: string): Scopes {
  if (resource === 'users') return ['ZohoCRM.users.ALL', 'ZohoCRM.users.READ'];
  if (resource === 'org') return ['ZohoCRM.org.ALL', 'ZohoCRM.org.READ'];
  if (resource.startsWith('settings/')) {
    const part = resource.replace('/', '.');
    return ['settings', part].flatMap((each) => [`ZohoCRM.${each}.ALL`, `ZohoCRM.${each}.READ`]);
  }
  if (resource === 'actions/watch') {
    const operations = watchScopes[method] ?? ['ALL'];
    return operations.map((operation) => `ZohoCRM.notifications.${operation}`);
  }
  const module = resource.toLowerCase();
  return ['modules', `modules.${module}`].flatMap((part) => [
    `ZohoCRM.${part}.ALL`,
    `ZohoCRM.${part}.READ`,
  ]);
}

/** Throws the refusal of a call that the grant doesn't allow. */
export function checkScopes(granted: Scopes, anyOf: Scopes): void {
  const names = new Set(granted.map((scope) => scope.toLowerCase()));
  if (anyOf.some((scope) => names.has(scope.toLowerCase()))) return;
  const message = 'invalid oauth scope to access this URL';
  throw new ZohoRefusal(401, 'OAUTH_SCOPE_MISMATCH', message);
}
