import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { Injectable } from '@nestjs/common';

import { sha256 } from '../kernel/signing.js';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file of the console's pages. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly zipped: Buffer;
  /** The same for the same bytes. */
  readonly etag: string;
}

/** Where the build puts what browsers load: beside this file. */
const folder = fileURLToPath(new URL('browser', import.meta.url));
const compress = promisify(gzip);

/** The files that a browser may load, by their path below `browser/`. Read when somebody looks first. */
@Injectable()
export class PageFiles {
  #files: Promise<ReadonlyMap<string, PageFile>> | undefined;

  /** Undefined for one that there isn't. */
  async get(path: string): Promise<PageFile | undefined> {
    this.#files ??= read();
    return (await this.#files).get(path);
  }
}

async function read(): Promise<ReadonlyMap<string, PageFile>> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => name.split(sep).join('/')).filter((path) => typeOf(path));
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
  );
  const modules = paths.filter((path) => path.endsWith('.js')).sort();
  const files = texts.map(async ([path, text]) => {
    const whole = path === 'index.html' ? withModules(text, modules) : text;
    return [path, await fileOf(path, Buffer.from(whole))] as const;
  });
  return new Map(await Promise.all(files));
}

/** All modules are asked for at once, not each when the one before it names it. */
function withModules(html: string, modules: readonly string[]): string {
  const links = modules.map(
    (path) => `<link rel="modulepreload" href="/console/assets/${path}" />`,
  );
  return html.replace('</head>', `  ${links.join('\n    ')}\n  </head>`);
}

async function fileOf(path: string, bytes: Buffer): Promise<PageFile> {
  const etag = `"${sha256(bytes).toString('base64url').slice(0, 22)}"`;
  return { type: typeOf(path) ?? '', bytes, zipped: await compress(bytes), etag };
}

function typeOf(path: string): string | undefined {
  return types[path.split('.').at(-1) ?? ''];
}
