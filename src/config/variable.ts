import { Secret } from '../kernel/secret.js';
import { type Form, wrong } from './forms/form.js';

/** The text of every variable that is set; an empty one counts as unset. */
export type Given = ReadonlyMap<string, string>;

interface Extras {
  /** The text that stands for an unset variable. */
  readonly default?: string;
  /** What `.env.example` shows for a variable without a default. */
  readonly example?: string;
  /** What to set it to, where it can't be left out. */
  readonly required?: string;
  /** Whether it counts, by what else is set; where not, it is as if unset. */
  readonly countsWith?: (given: Given) => boolean;
  /** It says who asks, and is shown no more than what proves it. */
  readonly isCredential?: boolean;
}

/** What a variable is set to, for people; null where that is a secret. */
export interface ToldSetting {
  readonly name: string;
  readonly text: string | null;
}

const urlWithCredentials = /\/\/[^/\s]*@/;

/** One environment variable: its name, its form, and what `.env.example` says of it. */
export class Variable<T> {
  constructor(
    readonly name: string,
    private readonly form: Form<T>,
    readonly purpose: string,
    readonly extras: Extras,
  ) {}

  /** The same, where it can't be left out. */
  required(remedy: string): Variable<NonNullable<T>> {
    const extras = { ...this.extras, required: remedy };
    return new Variable(this.name, this.form as Form<NonNullable<T>>, this.purpose, extras);
  }

  /** A line naming the variable and the remedy, never its value; undefined where nothing is wrong. */
  problem(given: Given): string | undefined {
    const text = this.#text(given);
    if (text !== undefined) {
      return this.form.read(text) === wrong ? `${this.name} ${this.form.must}` : undefined;
    }
    const remedy = this.extras.required;
    return remedy === undefined ? undefined : `${this.name} is required: ${remedy}`;
  }

  /** Its value, where it has no problem. */
  value(given: Given): T {
    const text = this.#text(given);
    // Without a text, `T` has undefined in it (`setting` sees to that), or there is a problem.
    return (text === undefined ? undefined : this.form.read(text)) as T;
  }

  /** Undefined where it isn't set, or to its default, or doesn't count. Where it has no problem. */
  told(given: Given): ToldSetting | undefined {
    const text = this.#text(given);
    if (text === undefined || text === this.extras.default) return undefined;
    // A secret, wherever it is in the value, is written in this way.
    const value = JSON.stringify([this.form.read(text)]);
    const isHidden =
      this.extras.isCredential === true ||
      value.includes(String(new Secret(''))) ||
      urlWithCredentials.test(text);
    return { name: this.name, text: isHidden ? null : text };
  }

  #text(given: Given): string | undefined {
    const { countsWith, default: fallback } = this.extras;
    return (countsWith?.(given) === false ? undefined : given.get(this.name)) ?? fallback;
  }
}

/** A variable; without a default its value may be undefined. */
export function setting<T>(
  name: string,
  form: Form<T>,
  purpose: string,
  extras: Extras & { readonly default: string },
): Variable<T>;
export function setting<T>(
  name: string,
  form: Form<T>,
  purpose: string,
  extras?: Extras,
): Variable<T | undefined>;
export function setting<T>(
  name: string,
  form: Form<T>,
  purpose: string,
  extras: Extras = {},
): Variable<T> {
  return new Variable(name, form, purpose, extras);
}

/** Variables by where their values go. */
export interface Variables {
  readonly [place: string]: Variable<unknown> | Variables;
}

/** The values of variables, in the same places. */
export type ValuesOf<V> = {
  readonly [Place in keyof V]: V[Place] extends Variable<infer T> ? T : ValuesOf<V[Place]>;
};

/** A part of `.env.example`. */
export interface SettingsSection {
  readonly title: string;
  readonly variables: Variables;
  /** What is wrong with the variables together, a line each; each alone may be right. */
  readonly conflicts?: (given: Given) => readonly string[];
}

export function variablesIn(variables: Variables): readonly Variable<unknown>[] {
  return Object.values(variables).flatMap((each) =>
    each instanceof Variable ? [each] : variablesIn(each),
  );
}

export function problemsOf(variables: Variables, given: Given): readonly string[] {
  return variablesIn(variables).flatMap((variable) => variable.problem(given) ?? []);
}

/** The values of variables that have no problem. */
export function valuesOf<V extends Variables>(variables: V, given: Given): ValuesOf<V> {
  const values = Object.entries(variables).map(([place, each]) => [
    place,
    each instanceof Variable ? each.value(given) : valuesOf(each, given),
  ]);
  return Object.fromEntries(values) as ValuesOf<V>;
}
