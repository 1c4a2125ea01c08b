import { misspelt } from './spelling/misspelt.js';
import { sections, variables } from './sections.js';
import { otherFields, zoho } from './sections/zoho.js';
import { SettingsError } from './settings-error.js';
import { Settings } from './settings.js';
import { type Given, problemsOf, type ValuesOf, valuesOf, variablesIn } from './variable.js';

/** What variables are set to, by name; ours and others. */
export type Environment = Readonly<Record<string, unknown>>;

/**
 * The settings that environment variables describe. Empty variables count as unset. Unknown ones are ignored, but those
 * that look like a misspelt one of ours are doubts.
 * @throws SettingsError naming every problem
 */
export function readSettings(environment: Environment): Settings {
  const given = givenIn(environment);
  const others = otherFields(given);
  const problems = sections.flatMap((section) => [
    ...problemsOf(section.variables, given),
    ...(section.conflicts?.(given) ?? []),
  ]);
  problems.push(...problemsOf(others, given));
  const known = [...variablesIn(variables), ...variablesIn(others)].map(({ name }) => name);
  if (problems.length > 0) {
    // What is missing may be there, under a name that was misspelt.
    throw new SettingsError([...problems, ...misspelt([...given.keys()], known)]);
  }
  const values = valuesOf(variables, given);
  const fields = { ...values.zoho.fields, ...valuesOf(others, given) };
  return new Settings(
    { ...values, zoho: { ...values.zoho, fields } },
    doubtsAbout([...given.keys()], known),
    [...variablesIn(variables), ...variablesIn(others)].flatMap((each) => each.told(given) ?? []),
  );
}

/** What is wrong with a value for one of our variables, alone; undefined for nothing. */
export function problemWith(name: string, value: string): string | undefined {
  const variable = variablesIn(variables).find((each) => each.name === name);
  return variable?.problem(new Map([[name, value]]));
}

function doubtsAbout(given: readonly string[], known: readonly string[]): readonly string[] {
  const mistakes = misspelt(given, known);
  const strays = given
    .filter((name) => name.startsWith('ZOHO_FIELDS_') && !known.includes(name))
    .filter((name) => !mistakes.some((line) => line.startsWith(`${name} `)));
  return [
    ...mistakes,
    ...strays.map((name) => `${name} is for a module that ZOHO_MODULES doesn't name`),
  ];
}

const shown = 'the API console shows it for the client';
const { clientId, clientSecret, dataCenter, accountsUrl, timeoutMs } = zoho.variables;
const clientVariables = {
  client: { clientId: clientId.required(shown), clientSecret: clientSecret.required(shown) },
  dataCenter,
  accountsUrl,
  timeoutMs,
};

/** What it takes to redeem a grant code, before there is a refresh token and whatever else is set. */
export type OAuthClientSettings = ValuesOf<typeof clientVariables>;

/**
 * The OAuth client that environment variables describe; only its own variables are looked at.
 * @throws SettingsError naming every problem
 */
export function readOAuthClient(environment: Environment): OAuthClientSettings {
  const given = givenIn(environment);
  const problems = problemsOf(clientVariables, given);
  if (problems.length > 0) throw new SettingsError(problems);
  return valuesOf(clientVariables, given);
}

function givenIn(environment: Environment): Given {
  return new Map(
    Object.entries(environment).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
    ),
  );
}
