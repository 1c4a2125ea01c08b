import { SyncedModules } from '../../crm/synced-modules.js';
import {
  anyText,
  bearerToken,
  duration,
  hostNames,
  networks,
  oneWordOf,
  whole,
} from '../forms/form.js';
import { readTokensIn } from '../read-tokens.js';
import { roles } from '../roles.js';
import { type Given, problemsOf, setting, type SettingsSection } from '../variable.js';
import { zoho } from './zoho.js';

const { modules } = zoho.variables;
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const service = {
  title: 'The process',
  variables: {
    http: {
      port: setting('PORT', whole(0, 65_535), 'HTTP port', { default: '8000' }),
      host: setting('HOST', anyText, 'HTTP address to listen on', { default: '0.0.0.0' }),
      shutdownTimeoutMs: setting(
        'SHUTDOWN_TIMEOUT',
        duration,
        'How long requests and jobs in flight may take to finish after SIGTERM (500ms, 2s, 5m, 1h, 1d)',
        { default: '25s' },
      ),
      adminToken: setting(
        'ADMIN_TOKEN',
        bearerToken,
        'Bearer token of the routes that operate the service, 32 to 256 characters, e.g. from `openssl rand -hex 32`; unset: they answer 403',
      ),
      trustedProxies: setting(
        'TRUSTED_PROXIES',
        networks,
        'Addresses and networks of proxies whose X-Forwarded-For is believed; unset: none',
        { default: '', example: '10.0.0.0/8,127.0.0.1' },
      ),
      adminHosts: setting(
        'ADMIN_HOSTS',
        hostNames,
        'Names by which the routes that operate the service are called, beside addresses, names without a dot, and the host of WEBHOOK_BASE_URL',
        { default: '', example: 'crm-sync.example.com' },
      ),
      readToken: setting(
        'READ_TOKEN',
        bearerToken,
        'Bearer token that may only read: records, memory, dead letters, channels; same form',
      ),
      readTokensFile: setting(
        'READ_TOKENS_FILE',
        anyText,
        'JSON file of further tokens, each with the modules that it may ask about and the fields hidden from it; read again on SIGHUP',
        { example: './read-tokens.json' },
      ),
    },
    role: setting(
      'ROLE',
      oneWordOf(roles),
      'What this process does: all, web, worker or scheduler; any number of web and worker processes may run side by side',
      { default: 'all' },
    ),
    logLevel: setting('LOG_LEVEL', oneWordOf(logLevels), `pino's levels: ${logLevels.join(', ')}`, {
      default: 'info',
    }),
  },
  conflicts: (given) => [...sameTokens(given), ...readTokensProblems(given)],
} satisfies SettingsSection;

function sameTokens(given: Given): readonly string[] {
  const same = (one: string, other: string): boolean =>
    given.has(one) && given.get(one) === given.get(other);
  const why = 'whoever may send deliveries could operate the service';
  return [
    same('READ_TOKEN', 'ADMIN_TOKEN')
      ? 'READ_TOKEN must be another than ADMIN_TOKEN: whoever may read could operate the service'
      : undefined,
    ...['ADMIN_TOKEN', 'READ_TOKEN'].map((name) =>
      same(name, 'WEBHOOK_SECRET')
        ? `${name} must be another than WEBHOOK_SECRET: ${why}`
        : undefined,
    ),
  ].filter((problem) => problem !== undefined);
}

function readTokensProblems(given: Given): readonly string[] {
  const path = given.get('READ_TOKENS_FILE');
  // Of modules that can't be read there is a problem already.
  if (path === undefined || problemsOf({ modules }, given).length > 0) return [];
  const taken = ['ADMIN_TOKEN', 'READ_TOKEN', 'WEBHOOK_SECRET'].flatMap(
    (name) => given.get(name) ?? [],
  );
  const synced = new SyncedModules(modules.value(given));
  const { problems = [] } = readTokensIn(path, { synced, taken });
  return problems.map((problem) => `READ_TOKENS_FILE ${problem}`);
}
