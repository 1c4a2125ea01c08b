import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

import {
  type Environment,
  type OAuthClientSettings,
  readOAuthClient,
  readSettings,
} from './read-settings.js';
import { Settings } from './settings.js';

/** The settings of this process. This is the one place that reads them. @throws SettingsError naming every problem */
export async function loadSettings(): Promise<Settings> {
  return readSettings(await loadEnvironment());
}

/** The OAuth client, while nothing else need be set yet. @throws SettingsError */
export async function loadOAuthClient(): Promise<OAuthClientSettings> {
  return readOAuthClient(await loadEnvironment());
}

/** The variables of this process and, where it doesn't set them, those of `.env` in the working directory. */
export async function loadEnvironment(): Promise<Environment> {
  let all: Environment = {};
  await ConfigModule.forRoot({
    // What is handed back ends up in process.env, where children and dumps see it: nothing of `.env` but what the
    // OpenTelemetry SDK reads there, and nowhere else.
    validate: (variables) => {
      all = variables;
      const isTracing = ([name]: readonly [string, unknown]): boolean => name.startsWith('OTEL_');
      return Object.fromEntries(Object.entries(variables).filter(isTracing));
    },
  });
  return all;
}

/** The settings, for every module. */
@Module({})
export class SettingsModule {
  static register(settings: Settings): DynamicModule {
    return {
      global: true,
      module: SettingsModule,
      providers: [{ provide: Settings, useValue: settings }],
      exports: [Settings],
    };
  }
}
