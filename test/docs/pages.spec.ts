import { existsSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { buildProgram } from '../../src/cli/program.js';
import { commandProblem } from './commands.js';
import { allPages, anchorsOf, codesIn, filesIn, linksIn, pathOf, textOf } from './pages.js';

const pages = allPages();
const program = buildProgram();

const code = filesIn('src')
  .filter((path) => path.endsWith('.ts'))
  .map(textOf)
  .join('\n');

describe.each(pages)('$path', (page) => {
  const codes = codesIn(page);

  it('leads to pages and headings that exist', () => {
    const broken = linksIn(page).filter(({ file, anchor }) => {
      if (!existsSync(pathOf(file))) return true;
      return anchor !== '' && !anchorsOf(textOf(file)).includes(anchor);
    });

    expect(broken).toEqual([]);
  });

  it('names commands and options that exist', () => {
    const lines = page.text.split('\n').filter((line) => line.includes('run -s cli -- '));

    expect([...codes, ...lines].flatMap((line) => commandProblem(program, line) ?? [])).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...page.text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(
      ([, name = '']) => name,
    );

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('names settings that exist', () => {
    const known = textOf('.env.example');
    const ours = /\b(?:WEBHOOK|ZOHO|REDIS|MEMORY|COGNEE|SYNC|CHANNEL|ADMIN|READ)_[A-Z_]*[A-Z]\b/g;
    // Of the tests against a real Cognee, not of the service.
    const others = ['COGNEE_VENV'];

    const unknown = [...page.text.matchAll(ours)]
      .map(([name]) => name)
      .filter((name) => !others.includes(name) && !new RegExp(`^(# )?${name}=`, 'm').test(known));

    expect(unknown).toEqual([]);
  });

  it('names metrics that exist', () => {
    const named = codes.filter((name) => /^zoho_sync_[a-z_]+$/.test(name));

    expect(named.filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const roots = ['', 'src/', 'test/chaos/', 'test/'];
    const named = codes.filter((name) =>
      /^[\w.-]+(\/[\w.-]+)*(\/|\.(ts|mjs|json|yml))$/.test(name),
    );

    expect(named.filter((name) => !roots.some((root) => existsSync(pathOf(root + name))))).toEqual(
      [],
    );
  });
});

describe('README.md', () => {
  it('leads to every page', () => {
    const [readme, ...others] = pages;
    const linked = linksIn(readme!).map(({ file }) => file);

    expect(others.map(({ path }) => path).filter((path) => !linked.includes(path))).toEqual([]);
  });

  it('is short enough for a newcomer', () => {
    expect(Buffer.byteLength(pages[0]!.text)).toBeLessThanOrEqual(10_000);
  });
});
