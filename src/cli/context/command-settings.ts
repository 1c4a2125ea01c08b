import { type Settings } from '../../config/settings.js';
import { loadSettings } from '../../config/settings.module.js';

/** The settings of the service; what in them means nothing here is told on standard error. @throws SettingsError */
export async function commandSettings(): Promise<Settings> {
  const settings = await loadSettings();
  for (const doubt of settings.doubts) process.stderr.write(`warning: ${doubt}\n`);
  return settings;
}
