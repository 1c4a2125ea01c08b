import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runCli } from './support/child-process.js';

/** What is typed up to the cursor, and what a shell must offer for it. */
const typed = [
  ['webho', ['webhooks']],
  ['webhooks re', ['register', 'renew']],
  ['webhooks register --mod', ['--module']],
  ['webhooks register --module Dea', ['Deals']],
  ['records show Act', ['Activities']],
  ['completion f', ['fish']],
  ['memory aggregate Deals --measure m', ['max', 'min']],
] as const;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zoho-sync-test-completion-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** Runs lines in a shell that has sourced our script, with nothing of anybody's own settings. */
async function completedIn(shell: string, lines: string): Promise<readonly string[]> {
  const { code, stdout: script } = await runCli(['completion', shell]);
  expect(code).toBe(0);
  const file = join(folder, `zoho-sync.${shell}`);
  writeFileSync(file, script);
  const program = join(folder, `complete.${shell}`);
  writeFileSync(program, lines.replaceAll('SCRIPT', file));
  const flags = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell] ?? [];
  const { status, stdout, stderr } = spawnSync(shell, [...flags, program], {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .map((line) => line.trim().split('\t')[0] ?? '')
    .filter((line) => line !== '')
    .sort();
}

const words = (text: string): string =>
  ['zoho-sync', ...text.split(' ')].map((word) => `'${word}'`).join(' ');

/** How each shell is asked, without a terminal, what it would offer. */
const questions = {
  bash: (text: string) => `
source SCRIPT
COMP_WORDS=(${words(text)}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
"$(complete -p zoho-sync | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
printf '%s\\n' "\${COMPREPLY[@]}"`,
  // What zsh itself matches against what was typed is done by hand: that needs a terminal.
  zsh: (text: string) => `
compdef() { registered=$1 }
_describe() { print -l -- "\${(@)\${(@P)2}%%:*}" }
_values() { shift 3; print -l -- "$@" }
source SCRIPT
words=(${words(text)}); CURRENT=$#words
$registered | grep -- "^\${words[CURRENT]}"`,
  fish: (text: string) => `
source SCRIPT
complete -C 'zoho-sync ${text}'`,
} as const;

describe.each(['bash', 'zsh', 'fish'] as const)('completion in %s', (shell) => {
  const itWhereInstalled = isThere(shell) ? it : it.skip;

  itWhereInstalled.each(typed)('offers what may follow: %s', async (text, offered) => {
    expect(await completedIn(shell, questions[shell](text))).toEqual(offered);
  });
});

describe('completion', () => {
  it('names the shells that it is for', async () => {
    const { code, stderr } = await runCli(['completion', 'tcsh']);

    expect(code).toBe(2);
    expect(stderr).toContain('bash, zsh, fish');
  });
});
