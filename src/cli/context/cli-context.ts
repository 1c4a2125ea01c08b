import { type INestApplicationContext, Logger, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { type Settings } from '../../config/settings.js';
import { loadSettings } from '../../config/settings.module.js';
import { commandSettings } from './command-settings.js';
import { RedisConnections } from '../../redis/redis-connections.js';
import { redisFailureFrom } from '../../redis/redis-error.js';
import { RedisTime } from '../../redis/redis-time.js';
import { CliModule } from './cli.module.js';

/** The service's own parts, for one command; no server, no worker. */
export interface CliContext {
  readonly settings: Settings;
  get<T>(type: Type<T> | (abstract new (...parameters: never[]) => T)): T;
}

/** Runs a command over the service's parts and closes them again. @throws SettingsError and what the command throws */
export async function withContext<T>(run: (context: CliContext) => Promise<T>): Promise<T> {
  const settings = await commandSettings();
  return contextFor(settings, async (redis, context) => {
    await redis.failFastReady();
    return run(await timed(await context()));
  });
}

/** As `withContext`, also while Redis doesn't answer; the command is told whether it does. */
export async function tryContext<T>(
  run: (context: CliContext, redisAnswers: boolean) => Promise<T>,
): Promise<T> {
  const settings = await loadSettings();
  return contextFor(settings, async (redis, context) => {
    const redisAnswers = await redis.failFastReady().then(
      () => true,
      () => false,
    );
    return run(redisAnswers ? await timed(await context()) : await context(), redisAnswers);
  });
}

async function contextFor<T>(
  settings: Settings,
  run: (redis: RedisConnections, context: () => Promise<CliContext>) => Promise<T>,
): Promise<T> {
  // Standard output belongs to the command's result: what services log would make `--json` unreadable.
  Logger.overrideLogger(false);
  const redis = new RedisConnections(settings);
  let app: INestApplicationContext | undefined;
  try {
    return await run(redis, async () => {
      const context = await NestFactory.createApplicationContext(
        CliModule.register(settings, redis),
        { logger: false, abortOnError: false },
      );
      app = context;
      return { settings, get: (type) => context.get(type, { strict: false }) };
    });
  } catch (error) {
    throw redisFailureFrom(error) ?? error;
  } finally {
    await app?.close().catch(ignoredBecauseRedisIsAway);
    redis.onApplicationShutdown();
  }
}

/** What was noted by other processes is compared with their clock. */
async function timed(context: CliContext): Promise<CliContext> {
  await context.get(RedisTime).ask();
  return context;
}

function ignoredBecauseRedisIsAway(): void {
  // A queue can't say good-bye to a Redis that doesn't answer; its connections are ended next.
}

/** @throws Error where records come from deliveries alone, so that there is nothing to compare with */
export function needsZoho({ settings }: CliContext): void {
  if (settings.zoho.credentials !== undefined) return;
  throw new Error(
    'There are no Zoho credentials, so records come from deliveries alone: set ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN.',
  );
}
