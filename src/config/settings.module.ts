import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

import {
  type OAuthClientSettings,
  readOAuthClient,
  readSettings,
  SettingsError,
} from './read-settings.js';
import { Settings } from './settings.js';

/**
 * The settings of this process, from its environment and from `.env` in the working directory; the environment wins.
 * This is the one place that reads them.
 * @throws SettingsError naming every problem
 */
export function loadSettings(): Promise<Settings> {
  return load(readSettings);
}

/** The OAuth client, from the same places, while nothing else need be set yet. @throws SettingsError */
export function loadOAuthClient(): Promise<OAuthClientSettings> {
  return load(readOAuthClient);
}

async function load<T>(read: (variables: Readonly<Record<string, unknown>>) => T): Promise<T> {
  let loaded: { readonly value: T } | undefined;
  await ConfigModule.forRoot({
    validate: (variables) => {
      loaded = { value: read(variables) };
      // What is handed back ends up in process.env, where children and dumps see it: nothing of `.env` but what the
      // OpenTelemetry SDK reads there, and nowhere else.
      return Object.fromEntries(
        Object.entries(variables).filter(([name]) => name.startsWith('OTEL_')),
      );
    },
  });
  if (loaded === undefined) throw new SettingsError(['the environment could not be read']);
  return loaded.value;
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
