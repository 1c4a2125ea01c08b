import { describe, expect, it } from '@jest/globals';

import { type Step, stepsOf as stepsOfPage } from './steps.js';

const stepsOf = (text: string): readonly Step[] => stepsOfPage(text, 'page.md');
const block = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

describe('the steps of a page', () => {
  it('are its blocks of commands, in their order, each with its line', () => {
    const page = `# Title\n\n${block('sh', 'one\ntwo')}\nThen:\n\n${block('sh', 'three')}`;

    expect(stepsOf(page)).toEqual([
      { kind: 'command', line: 3, text: 'one\ntwo', shown: undefined, first: undefined },
      { kind: 'command', line: 10, text: 'three', shown: undefined, first: undefined },
    ]);
  });

  it('show what they print in a block of text right after', () => {
    const page = `${block('sh', 'one')}\n${block('text', 'printed\nby it')}`;

    expect(stepsOf(page)).toMatchObject([{ text: 'one', shown: 'printed\nby it' }]);
  });

  it('print nothing that stands after a sentence: that is a picture', () => {
    const page = `${block('sh', 'one')}\nA picture:\n\n${block('text', 'web → worker')}`;

    expect(stepsOf(page)).toMatchObject([{ shown: undefined }]);
  });

  it('are none for JSON to copy, which must be JSON', () => {
    expect(stepsOf(block('json', '{ "a": [1] }'))).toEqual([]);
    expect(() => stepsOf(block('json', '{ a: 1 }'))).toThrow('json that is none');
  });

  it('are skipped where a comment gives the reason', () => {
    const page = `<!-- docs:skip needs Docker -->\n\n${block('sh', 'docker compose up')}`;

    expect(stepsOf(page)).toEqual([
      { kind: 'skipped', line: 3, text: 'docker compose up', reason: 'needs Docker' },
    ]);
  });

  it('stay until a command succeeds where a comment says so', () => {
    const page = `<!-- docs:stays until curl -sf localhost -->\n${block('sh', 'npm start')}`;

    expect(stepsOf(page)).toMatchObject([{ kind: 'stay', until: 'curl -sf localhost' }]);
  });

  it('have commands before them that no reader sees', () => {
    const page = `<!-- docs:first\nCODE=1\n-->\n${block('sh', 'echo "$CODE"')}`;

    expect(stepsOf(page)).toMatchObject([{ first: 'CODE=1', text: 'echo "$CODE"' }]);
  });

  it('lose the indentation of the list they stand in', () => {
    const lines = [
      '1. Do',
      '   <!-- docs:first one -->',
      '   ```sh',
      '   if true',
      '     then',
      '   ```',
      '',
    ];

    expect(stepsOf(lines.join('\n'))).toMatchObject([
      { line: 3, first: 'one', text: 'if true\n  then' },
    ]);
  });

  it.each([
    ['a language that would be passed over', block('bash', 'one')],
    ['a language that is missing', block('', 'one')],
    ['YAML without a reason why it is not run', block('yaml', 'kind: Pod')],
    ['a mark that nobody knows', `<!-- docs:skp reason -->\n${block('sh', 'one')}`],
    ['a skip without a reason', `<!-- docs:skip -->\n${block('sh', 'one')}`],
    ['a mark at the end', `${block('sh', 'one')}<!-- docs:skip why -->\n`],
    [
      'a mark with a sentence between it and its block',
      `<!-- docs:skip why -->\nBut\n${block('sh', 'one')}`,
    ],
  ])('can not be told of %s', (_, page) => {
    expect(() => stepsOf(page)).toThrow(/^page\.md:\d+: /);
  });
});
