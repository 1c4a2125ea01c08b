import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** Names that mean the same wherever they are exported, with the reason; better none. */
const shared: readonly string[] = [];

/** The names that a file's own statements export. */
function exportedBy(path: string, text: string): readonly string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return isExported ? namesOf(statement) : [];
  });
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

/** The files that declare each name; overloads and a type beside its value are one. */
function placesOf(files: readonly (readonly [path: string, text: string])[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    for (const name of exportedBy(path, text)) {
      places.set(name, (places.get(name) ?? new Set()).add(path));
    }
  }
  return [...places]
    .filter(([name, { size }]) => size > 1 && !shared.includes(name))
    .map(([name, paths]) => `${name}: ${[...paths].join(', ')}`);
}

const root = fileURLToPath(new URL('.', import.meta.url));

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
  .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const);

describe('what is exported', () => {
  it('has a name of its own', () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(placesOf(sources)).toEqual([]);
  });

  it('is found in every kind of statement', () => {
    const text = [
      'export class A {}',
      'export abstract class B {}',
      'export const c = 1, d = 2;',
      'export async function e() {}',
      'export interface F {}',
      'export type G = 1;',
      'const notExported = 1;',
    ].join('\n');

    const twice = placesOf([
      ['one.ts', text],
      ['other.ts', text],
    ]);

    expect(twice.map((line) => line.split(':')[0])).toEqual(['A', 'B', 'c', 'd', 'e', 'F', 'G']);
  });
});
