import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A page of the documentation, as a path from the repository's root, and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export const pathOf = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const textOf = (path: string): string => readFileSync(pathOf(path), 'utf8');

/** The files of a folder and of those in it, as paths from the root. */
export function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(pathOf(folder), { recursive: true, withFileTypes: true });
  const root = pathOf('');
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replace(root, ''))
    .sort();
}

/** README.md and every page of docs/. */
export function allPages(): readonly Page[] {
  const names = readdirSync(pathOf('docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...names.map((name) => `docs/${name}`)].map((path) => {
    return { path, text: textOf(path) };
  });
}

/** What stands in backticks in a page's sentences and tables; its blocks are left out. */
export function codesIn({ text }: Page): readonly string[] {
  const prose = text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** A page's links to files of this repository, as paths from its root, with the anchor in the file if there is one. */
export function linksIn({ path, text }: Page): readonly { file: string; anchor: string }[] {
  return [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => {
    const { pathname, hash } = new URL(target, `file:///${path}`);
    return { file: pathname.slice(1), anchor: hash.slice(1) };
  });
}

/** The anchors that a page's headings have, as GitHub makes them. */
export function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}
