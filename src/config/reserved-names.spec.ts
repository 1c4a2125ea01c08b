import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readSettings } from './read-settings.js';
import { SettingsError } from './settings-error.js';
import { reservedNames } from './sections/zoho.js';

const required = { WEBHOOK_SECRET: 'a1'.repeat(32), REDIS_URL: 'redis://127.0.0.1' };

function problemsOf(modules: string): readonly string[] {
  try {
    readSettings({ ...required, ZOHO_MODULES: modules });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('the names of modules', () => {
  it('that the service uses in Redis for something else are all known', () => {
    const source = new URL('../', import.meta.url);
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const texts = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .map((file) => readFileSync(new URL(file, source), 'utf8'));
    const used = texts.flatMap((text) => [...text.matchAll(/\bkey\('([a-z_]+)'/g)]);

    expect(used.length).toBeGreaterThan(30);
    expect(reservedNames).toEqual(expect.arrayContaining(used.map(([, name]) => name)));
  });

  it.each(['Ledger', 'metadata', 'Zoho'])('may not be %s', (module) => {
    expect(problemsOf(`Accounts,${module}`)).toEqual([
      `ZOHO_MODULES names ${module}, a name that the service needs for itself: leave it out`,
    ]);
  });

  it('are different in upper case too', () => {
    expect(problemsOf('Cars,Accounts,CARS')).toEqual([
      "ZOHO_MODULES names Cars and CARS, which can't be told apart in upper case: leave one out",
    ]);
    expect(problemsOf('accounts')).toHaveLength(1);
  });

  it('name the variables of their fields', () => {
    const settings = readSettings({ ...required, ZOHO_FIELDS_CARS: 'Colour' });

    expect(settings.doubts).toEqual([
      "ZOHO_FIELDS_CARS is for a module that ZOHO_MODULES doesn't name",
    ]);
  });
});
