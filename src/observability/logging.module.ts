import { type DynamicModule, Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import { type LoggerOptions } from 'pino';

import { type Settings } from '../config/settings.js';
import { currentSpan, tracer } from './tracing.js';

/** Names under which a secret might be logged by mistake, at any of the depths that are logged. */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  '["x-zoho-signature"]',
  '["x-zoho-webhook-token"]',
  '["x-api-key"]',
];

/**
 * At the top of an entry and in its `headers`: entries are flat. Deeper wildcards would make every line several times
 * as expensive.
 */
export const redactedPaths = secretNames.flatMap((name) => [
  name,
  name.startsWith('[') ? `headers${name}` : `headers.${name}`,
]);

/** Lines for a person, where one looks on; the library for that is loaded nowhere else. */
export function formatFor(isTerminal: boolean): Pick<LoggerOptions, 'transport'> {
  if (!isTerminal) return {};
  const options = {
    colorize: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,role,context,event',
    messageFormat: '{context} {event}{msg}',
  };
  return { transport: { target: 'pino-pretty', options } };
}

/** By what a log line is found beside the span it was written in, under the names OpenTelemetry gives them. */
function traceFields(): Record<string, string> {
  const [, traceId, spanId] = currentSpan().traceparent.split('-');
  return traceId === undefined || spanId === undefined
    ? {}
    : { trace_id: traceId, span_id: spanId };
}

/**
 * Logs as JSON lines on stdout, as lines for people where that is a terminal, one wide event per unit of work. Requests aren't logged by the library: what is worth
 * knowing of a delivery is in its own event, at a fraction of the cost.
 */
@Module({})
export class LoggingModule {
  static register(settings: Settings): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRoot({
          forRoutes: [],
          pinoHttp: {
            level: settings.logLevel,
            base: { role: settings.role, pid: process.pid },
            ...formatFor(process.stdout.isTTY),
            ...(tracer() === undefined ? {} : { mixin: traceFields }),
            redact: { paths: redactedPaths, censor: '[redacted]' },
          },
        }),
      ],
    };
  }
}
