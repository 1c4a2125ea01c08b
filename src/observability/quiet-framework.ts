import { type LoggerService } from '@nestjs/common';

/** By whom Nest tells of every module and route at every start: some fifty lines that say nothing of the service. */
const startContexts: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** A logger that takes what the framework says of its own start as `debug`; its warnings and errors stay what they are. */
export function quietFramework(inner: LoggerService): LoggerService {
  return {
    log: (message: unknown, ...rest: unknown[]) => {
      if (startContexts.has(rest.at(-1))) inner.debug?.(message, ...rest);
      else inner.log(message, ...rest);
    },
    error: (message: unknown, ...rest: unknown[]) => {
      inner.error(message, ...rest);
    },
    warn: (message: unknown, ...rest: unknown[]) => {
      inner.warn(message, ...rest);
    },
    debug: (message: unknown, ...rest: unknown[]) => {
      inner.debug?.(message, ...rest);
    },
    verbose: (message: unknown, ...rest: unknown[]) => {
      inner.verbose?.(message, ...rest);
    },
    fatal: (message: unknown, ...rest: unknown[]) => {
      inner.fatal?.(message, ...rest);
    },
  };
}
