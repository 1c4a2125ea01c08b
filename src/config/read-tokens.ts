import { readFileSync } from 'node:fs';

import { apiModulesOf, type ApiModule, type CrmModule, moduleFromName } from '../crm/modules.js';
import { type SyncedModules } from '../crm/synced-modules.js';
import { type Hiding, type HiddenFields, View } from '../crm/view.js';
import { isJsonObject, jsonFrom, type JsonObject } from '../kernel/json.js';
import { type Secret } from '../kernel/secret.js';
import { bearerToken, wrong } from './forms/form.js';

/** A token that may ask memory for a part of what it holds. */
export interface ReadToken {
  readonly name: string;
  readonly token: Secret;
  readonly view: View;
}

/** What the file says, or a line for each thing that is wrong with it. */
export type ReadTokensResult =
  | { readonly tokens: readonly ReadToken[]; readonly problems?: undefined }
  | { readonly tokens?: undefined; readonly problems: readonly string[] };

interface Circumstances {
  readonly synced: SyncedModules;
  /** Tokens that are taken already. */
  readonly taken: readonly string[];
}

const nameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** Reads the file of tokens. No line shows a token. */
export function readTokensIn(path: string, circumstances: Circumstances): ReadTokensResult {
  const text = textOf(path);
  if (text === undefined) return { problems: ['must be a file that can be read'] };
  const content = jsonFrom(text);
  if (!isJsonObject(content) || !Array.isArray(content['tokens'])) {
    return {
      problems: [
        'must hold JSON: {"tokens":[{"name":"sales","token":"…","modules":["Deals"],"fields":{"Deals":{"omit":["Amount"]}}}]}',
      ],
    };
  }
  const reader = new Reader(circumstances);
  const others = reader.unknownIn(content, ['tokens'], 'the file');
  const tokens = (content['tokens'] as readonly unknown[]).map((each, index) =>
    reader.token(each, `tokens[${index}]`),
  );
  const problems = [...others, ...reader.problems];
  if (problems.length > 0) return { problems };
  return { tokens: tokens.filter((each) => each !== undefined) };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

class Reader {
  readonly problems: string[] = [];
  /** Of those that the settings name, the log tells by name too. */
  readonly #names = new Set<string>(['ADMIN_TOKEN', 'READ_TOKEN']);
  readonly #taken: Set<string>;
  readonly #synced: SyncedModules;

  constructor({ synced, taken }: Circumstances) {
    this.#synced = synced;
    this.#taken = new Set(taken);
  }

  unknownIn(object: JsonObject, known: readonly string[], place: string): readonly string[] {
    return Object.keys(object)
      .filter((name) => !known.includes(name))
      .map((name) => `${place} knows ${known.join(', ')}, not ${name.slice(0, 40)}`);
  }

  token(given: unknown, place: string): ReadToken | undefined {
    if (!isJsonObject(given)) {
      this.#wrong(`${place} must be an object`);
      return undefined;
    }
    this.problems.push(...this.unknownIn(given, ['name', 'token', 'modules', 'fields'], place));
    const { name, token } = given;
    if (typeof name !== 'string' || !nameForm.test(name) || this.#names.has(name)) {
      this.#wrong(`${place}.name must be letters, digits, . _ -, and no other token's`);
      return undefined;
    }
    this.#names.add(name);
    const secret = typeof token === 'string' ? bearerToken.read(token) : wrong;
    if (secret === wrong) {
      this.#wrong(`${place}.token ${bearerToken.must}`);
      return undefined;
    }
    if (this.#taken.has(secret.reveal())) {
      this.#wrong(`${place}.token must be no other token`);
      return undefined;
    }
    this.#taken.add(secret.reveal());
    const modules = this.#modules(given['modules'], `${place}.modules`);
    const fields = this.#fields(given['fields'] ?? {}, `${place}.fields`);
    return { name, token: secret, view: new View(modules, fields) };
  }

  #modules(given: unknown, place: string): readonly CrmModule[] | undefined {
    if (given === undefined) return undefined;
    const { modules } = this.#synced;
    const named: readonly unknown[] = Array.isArray(given) ? given : [];
    const found = modules.filter((module) => named.includes(module));
    if (found.length > 0 && named.every((each) => modules.some((module) => module === each))) {
      return found;
    }
    // Meetings and calls are counted together, so to see one of them would be to count the other.
    this.#wrong(`${place} must be a list of some of ${modules.join(', ')}`);
    return undefined;
  }

  #fields(given: unknown, place: string): HiddenFields {
    const hidden = new Map<ApiModule, ReadonlyMap<string, Hiding>>();
    if (!isJsonObject(given)) {
      this.#wrong(`${place} must be like {"Contacts":{"omit":["Phone"],"mask":["Email"]}}`);
      return hidden;
    }
    for (const [module, rule] of Object.entries(given)) {
      const found = moduleFromName(module);
      if (found === undefined || !this.#synced.has(found)) {
        this.#wrong(`${place} must name modules among ${this.#synced.names.join(', ')}`);
        continue;
      }
      const names = this.#hidden(rule, `${place}.${module}`);
      const apis = found.api === undefined ? apiModulesOf(found.module) : [found.api];
      for (const api of apis) hidden.set(api, new Map([...(hidden.get(api) ?? []), ...names]));
    }
    return hidden;
  }

  #hidden(given: unknown, place: string): ReadonlyMap<string, Hiding> {
    const names = new Map<string, Hiding>();
    if (!isJsonObject(given)) {
      this.#wrong(`${place} must be like {"omit":["Phone"],"mask":["Email"]}`);
      return names;
    }
    this.problems.push(...this.unknownIn(given, ['omit', 'mask'], place));
    for (const hiding of ['mask', 'omit'] as const) {
      const list = given[hiding] ?? [];
      if (!Array.isArray(list) || !list.every((each) => typeof each === 'string' && each !== '')) {
        this.#wrong(`${place}.${hiding} must be a list of names of fields`);
        continue;
      }
      for (const name of list as readonly string[]) names.set(name, hiding);
    }
    return names;
  }

  #wrong(problem: string): void {
    this.problems.push(problem);
  }
}
