import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';

import { readSettings, SettingsError } from './read-settings.js';
import { Settings } from './settings.js';

/**
 * The settings of this process, from its environment and from `.env` in the working directory; the environment wins.
 * This is the one place that reads them.
 * @throws SettingsError naming every problem
 */
export async function loadSettings(): Promise<Settings> {
  let settings: Settings | undefined;
  await ConfigModule.forRoot({
    validate: (variables) => {
      settings = readSettings(variables);
      // Nothing is handed back, so nothing of `.env` ends up in process.env, where children and dumps would see it.
      return {};
    },
  });
  if (settings === undefined) throw new SettingsError(['the environment could not be read']);
  return settings;
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
