import { type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { CliModule } from './cli.module.js';
import { loadSettings } from '../config/settings.module.js';
import { type Settings } from '../config/settings.js';
import { RedisConnections } from '../redis/redis-connections.js';

/** The service's own parts, for one command; no server, no worker. */
export interface CliContext {
  readonly settings: Settings;
  get<T>(type: Type<T> | (abstract new (...parameters: never[]) => T)): T;
}

/** Runs a command over the service's parts and closes them again. @throws SettingsError and what the command throws */
export async function withContext<T>(run: (context: CliContext) => Promise<T>): Promise<T> {
  const settings = await loadSettings();
  const redis = new RedisConnections(settings);
  let app: INestApplicationContext | undefined;
  try {
    await redis.failFastReady();
    const context = await NestFactory.createApplicationContext(
      CliModule.register(settings, redis),
      { logger: false, abortOnError: false },
    );
    app = context;
    return await run({ settings, get: (type) => context.get(type, { strict: false }) });
  } finally {
    await app?.close();
    redis.onApplicationShutdown();
  }
}
