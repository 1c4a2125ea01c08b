import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { tools } from '../../src/mcp/tools.js';

const skill = readFileSync('skills/ask-the-crm/SKILL.md', 'utf8');

describe('the skill for assistants', () => {
  it('says of every tool when to use it, and names no other', () => {
    const named = [...skill.matchAll(/^\|.*\| `(\w+)`/gm)].map(([, name]) => name);

    expect(named.sort()).toEqual(tools.map(({ name }) => name).sort());
    for (const [, name] of skill.matchAll(/`(\w+_\w+)` *\n? *`\{/g)) expect(named).toContain(name);
  });

  it('has a name and says when it is of use, within the limits of the format', () => {
    const [, name, description = ''] =
      /^---\nname: ([a-z-]+)\ndescription: (.+)\n---/.exec(skill) ?? [];

    expect(name).toBe('ask-the-crm');
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThanOrEqual(1024);
  });

  it('shows questions that can be read', () => {
    const questions = [...skill.matchAll(/`(\{.*\})`/g)].map(([, text = '']) => text);

    expect(questions.length).toBeGreaterThan(3);
    for (const text of questions) expect(JSON.parse(text)).toHaveProperty('module');
  });
});
