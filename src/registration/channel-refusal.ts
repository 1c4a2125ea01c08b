/** Why Zoho doesn't take a channel, in its own words. */
export interface ChannelRefusal {
  /** `INVALID_DATA`, `LIMIT_REACHED` … */
  readonly code: string;
  /** What it blames, where it says so: `notify_url`. */
  readonly field: string | undefined;
}

/** Refusals that concern the module: no other way of asking helps. Codes of Zoho's OpenAPI for notifications. */
const moduleRefusals: readonly string[] = [
  'NOT_SUPPORTED',
  'INVALID_MODULE',
  'NO_PERMISSION',
  'AUTHORIZATION_FAILED',
];

export function refusesModule(code: string): boolean {
  return moduleRefusals.includes(code);
}

const remediesByField: ReadonlyMap<string | undefined, string> = new Map([
  ['notify_url', 'WEBHOOK_BASE_URL must be a public https address that Zoho takes'],
  ['channel_expiry', "this machine's clock must be right"],
  ['events', 'Zoho has no such module to watch: is its API name right in ZOHO_MODULES?'],
]);

const limit = 'the organisation has as many channels as Zoho allows: end some that nobody needs';

const remediesByCode: ReadonlyMap<string, string> = new Map([
  ['LIMIT_REACHED', limit],
  ['LIMIT_EXCEEDED', limit],
  ['NO_ANSWER', 'Zoho said nothing about it'],
]);

/** `INVALID_DATA (notify_url): WEBHOOK_BASE_URL must be …`, and what becomes of the module meanwhile. */
export function refusalText({ code, field }: ChannelRefusal): string {
  if (refusesModule(code)) return `${code}: Zoho doesn't watch this module; it is polled instead`;
  const said = field === undefined ? code : `${code} (${field})`;
  const remedy = remediesByField.get(field) ?? remediesByCode.get(code);
  const again = 'it is tried again, and the module polled meanwhile';
  return remedy === undefined ? `${said}: ${again}` : `${said}: ${remedy}; ${again}`;
}
