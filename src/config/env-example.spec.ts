import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { Environment } from './environment.js';
import { readSettings } from './read-settings.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const variable = /^(# )?([A-Z][A-Z0-9_]*)=/;

const given = parseEnv(text);
const names = lines.flatMap((line) => variable.exec(line)?.[2] ?? []);

/** The defaults as they are written in a file; undefined for a variable that has none. */
const defaults = Object.entries(new Environment()).map(
  ([name, value]: [string, string | number | boolean | readonly string[] | undefined]) =>
    [name, value === undefined || value.toString() === '' ? undefined : value.toString()] as const,
);

describe('.env.example', () => {
  it('lists the variables that the service reads, each once, and no others', () => {
    expect([...names].sort()).toEqual(defaults.map(([name]) => name).sort());
  });

  it.each(defaults)('gives %s its default, or none where it has none', (name, value) => {
    expect(given[name]).toBe(value);
  });

  it('says what every variable is for in the line above', () => {
    const unexplained = lines.filter((line, index) => {
      const above = lines[index - 1] ?? '';
      return variable.test(line) && (!/^# [^-]/.test(above) || variable.test(above));
    });

    expect(unexplained).toEqual([]);
  });

  it('changes nothing when used as it is, with what is required', () => {
    const required = { WEBHOOK_SECRET: 'a'.repeat(64), REDIS_URL: 'redis://127.0.0.1' };

    expect(readSettings({ ...given, ...required })).toEqual(readSettings(required));
  });
});
