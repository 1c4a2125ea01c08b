import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { envExample } from './env-example.js';
import { readSettings } from './read-settings.js';
import { sections, variables } from './sections.js';
import { variablesIn } from './variable.js';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const all = variablesIn(variables);
const required = { WEBHOOK_SECRET: 'a1'.repeat(32), REDIS_URL: 'redis://127.0.0.1' };

describe('.env.example', () => {
  it('is what the table of variables says: `npm run env:write` makes it', () => {
    expect(text).toBe(envExample(sections));
  });

  it('has no line beyond 120 characters', () => {
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('changes nothing when used as it is, with what is required', () => {
    expect(readSettings({ ...parseEnv(text), ...required })).toEqual(readSettings(required));
  });
});

describe('the table of variables', () => {
  it('has every variable once', () => {
    const names = all.map(({ name }) => name);

    expect(names).toEqual([...new Set(names)]);
    expect(sections.flatMap((section) => variablesIn(section.variables))).toEqual(all);
  });

  const withExample = all.filter(({ extras }) => (extras.example ?? '') !== '');

  it.each(withExample.map((variable) => [variable.name, variable] as const))(
    'shows an example of %s that is right',
    (name, variable) => {
      expect(variable.problem(new Map([[name, variable.extras.example ?? '']]))).toBeUndefined();
    },
  );
});
