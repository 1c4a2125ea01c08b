import { type Server } from 'node:http';

import { Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';

import { AdminPages } from './admin/pages/admin-pages.js';
import { AppModule } from './app.module.js';
import { type Settings } from './config/settings.js';
import { BoundedHttpAdapter, usualBounds } from './http/bounded-http-adapter.js';
import { ShutdownState } from './http/shutdown-state.js';
import { SilentConnections } from './http/silent-connections.js';
import { within } from './kernel/within.js';
import { quietFramework } from './observability/quiet-framework.js';
import { startTracing, stopTracing } from './observability/start-tracing.js';
import { RedisConnections } from './redis/redis-connections.js';
import { RedisTime } from './redis/redis-time.js';
import { FieldCheck } from './zoho/records/field-check.js';

/** Connecting takes a moment; a delivery that comes within it need not be refused. */
const redisHeadStartMs = 2000;

/** Once the service stops, a connection over which nothing came for so long is closed. */
const silentForMs = 500;

/** Deliveries are what comes most. */
const directPaths = ['/webhooks/zoho'];

export interface RunningService {
  readonly app: NestExpressApplication;
  /** Where it listens, for a client on this machine. */
  readonly url: string;
  /** Not ready, no new work, what is under way finished; rejects only when that takes longer than its limit. */
  stop(): Promise<void>;
}

/** Starts the service in the role that the settings name. It serves HTTP also while Redis can't be reached. */
export async function serve(settings: Settings): Promise<RunningService> {
  // What is logged before the logger stands is kept for it, and doesn't reach the output in another format.
  NestLogger.attachBuffer();
  await startTracing(settings);
  const redis = new RedisConnections(settings);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.register(settings, redis),
    new BoundedHttpAdapter(usualBounds, directPaths, settings.http.trustedProxies),
    { bodyParser: false, bufferLogs: true, abortOnError: false },
  );
  app.useLogger(quietFramework(app.get(Logger)));
  for (const reason of settings.doubts)
    app.get(Logger).warn({ event: 'settings.doubtful', reason });
  try {
    await redis.failFastReady(redisHeadStartMs);
    // So that what is noted from the beginning on is noted by the clock of all.
    await app.get(RedisTime).ask();
  } catch {
    app.get(Logger).warn({ event: 'redis.unreachable_at_start' });
  }
  app.disable('x-powered-by');
  app.disable('etag');
  app.get(AdminPages).mount(app);
  const server = app.getHttpServer();
  const silent = new SilentConnections(server);
  await app.listen(settings.http.port, settings.http.host);
  tellOfFields(app, settings);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.http.port;
  return { app, url: `http://127.0.0.1:${port}`, stop: () => stop(app, settings, silent) };
}

/** A name in ZOHO_FIELDS_… that stands for nothing is told when a worker starts, not when somebody misses it. */
function tellOfFields(app: NestExpressApplication, { works, zoho, queue }: Settings): void {
  if (!works || zoho.credentials === undefined) return;
  const check = app.get(FieldCheck, { strict: false });
  check.ofNamed(queue.apis).catch((error: unknown) => {
    app.get(Logger).debug({ event: 'zoho.fields_not_checked', reason: String(error) });
  });
}

async function stop(
  app: NestExpressApplication,
  settings: Settings,
  silent: SilentConnections,
): Promise<void> {
  app.get(ShutdownState).begin();
  endConnections(app.getHttpServer());
  const stopped = app.close().then(stopTracing);
  // Again and again: one that was just opened may come to nothing too.
  const ending = setInterval(() => {
    silent.end();
  }, silentForMs);
  try {
    await within(stopped, settings.http.shutdownTimeoutMs, 'To end all work (SHUTDOWN_TIMEOUT)');
  } finally {
    clearInterval(ending);
  }
}

/**
 * Every answer ends its connection from now on. A server closes only once nobody is connected: a client that goes on
 * asking over a connection it keeps open, as a proxy does, would hold it up until SHUTDOWN_TIMEOUT.
 */
function endConnections(server: Server): void {
  server.prependListener('request', (_request, response) => {
    response.setHeader('Connection', 'close');
  });
}
