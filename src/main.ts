import { Logger } from '@nestjs/common';

import { SettingsError } from './config/settings-error.js';
import { loadSettings } from './config/settings.module.js';
import { type RunningService, serve } from './serve.js';

const logger = new Logger('Service');

/** Ends the process with 0 on SIGTERM and SIGINT, once what is under way is finished or has had its time. */
function stopOnSignals(service: RunningService): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    logger.log({ event: 'service.stopping', signal });
    service.stop().then(
      () => {
        logger.log({ event: 'service.stopped' });
        process.exit(0);
      },
      (error: unknown) => {
        // What was cut off is still in Redis: another process takes it up.
        logger.warn({ event: 'service.stopped_early', reason: String(error) });
        process.exit(0);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Why the service doesn't start, for whoever started it: what to change where that is known, else the whole stack. */
function reasonFor(error: unknown): string {
  if (error instanceof SettingsError) return error.message;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES') {
    return `The service can't listen: ${message}. Set PORT (and HOST) to a free address.`;
  }
  return stack ?? String(error);
}

try {
  const settings = await loadSettings();
  const service = await serve(settings);
  stopOnSignals(service);
  logger.log({ event: 'service.started', url: service.url, role: settings.role });
} catch (error) {
  process.stderr.write(`${reasonFor(error)}\n`);
  process.exit(1);
}
