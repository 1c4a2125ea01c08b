import { describe, expect, it } from '@jest/globals';

import { lineOf, outcomeOf } from './report.js';

const secret = 'a1'.repeat(32);
const command = { kind: 'command', line: 7, text: 'npm start\nmore', first: undefined } as const;

describe('what is told of a step', () => {
  it('is that it prints what the page shows', () => {
    const step = { ...command, shown: 'ready' };
    const outcome = outcomeOf(step, { code: 0, output: 'ready\n' });

    expect(lineOf('README.md', step, outcome, 1234)).toBe(
      'ok       README.md:7  npm start  1.2 s, prints what is shown',
    );
  });

  it('is that it ran, where the page shows nothing', () => {
    const step = { ...command, shown: undefined };
    const outcome = outcomeOf(step, { code: 0, output: 'whatever' });

    expect(lineOf('README.md', step, outcome, 0)).toBe('ok       README.md:7  npm start  0.0 s');
  });

  it.each([
    [{ code: 1, output: 'ready' }, /^it ends with 1$/m],
    [{ code: 'late', output: 'ready' }, /^it ends with late$/m],
    [{ code: 0, output: 'reddy' }, /^the page shows: ready$/m],
  ] as const)('is why it failed: %j', (ended, why) => {
    const outcome = outcomeOf({ shown: 'ready' }, ended);

    expect(outcome).toMatchObject({ status: 'failed', why: expect.stringMatching(why) });
  });

  it.each(['WEBHOOK_SECRET=', 'Bearer ', 'token '])('is no secret after "%s"', (before) => {
    const outcome = outcomeOf({ shown: 'ready' }, { code: 0, output: `${before}${secret}.` });

    expect(JSON.stringify(outcome)).toContain(`${before}(not shown).`);
    expect(JSON.stringify(outcome)).not.toContain(secret.slice(0, 32));
  });

  it('is the reason why it was skipped', () => {
    const step = {
      kind: 'skipped',
      line: 3,
      text: 'docker compose up',
      reason: 'needs Docker',
    } as const;

    expect(lineOf('docs/setup.md', step, { status: 'skipped' }, 0)).toMatch(
      /^SKIPPED {2}docs\/setup\.md:3 {2}docker compose up\n +needs Docker$/,
    );
  });
});
