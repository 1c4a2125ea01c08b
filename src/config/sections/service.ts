import { duration, oneOf, secret, text, whole } from '../form.js';
import { roles } from '../roles.js';
import { type Section, setting } from '../variable.js';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const service = {
  title: 'The process',
  variables: {
    http: {
      port: setting('PORT', whole(0, 65_535), 'HTTP port', { default: '8000' }),
      host: setting('HOST', text, 'HTTP address to listen on', { default: '0.0.0.0' }),
      shutdownTimeoutMs: setting(
        'SHUTDOWN_TIMEOUT',
        duration,
        'How long requests and jobs in flight may take to finish after SIGTERM (500ms, 2s, 5m, 1h, 1d)',
        { default: '25s' },
      ),
      adminToken: setting(
        'ADMIN_TOKEN',
        secret,
        'Bearer token of the routes that operate the service; unset: they answer only clients on loopback',
      ),
    },
    role: setting(
      'ROLE',
      oneOf(roles),
      'What this process does: all, web, worker or scheduler; any number of web and worker processes may run side by side',
      { default: 'all' },
    ),
    logLevel: setting('LOG_LEVEL', oneOf(logLevels), `pino's levels: ${logLevels.join(', ')}`, {
      default: 'info',
    }),
  },
} satisfies Section;
