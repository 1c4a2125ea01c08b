import { Secret } from '../../kernel/secret.js';
import { textFile } from '../forms/file-forms.js';
import {
  anyText,
  as,
  type Form,
  matching,
  postgresUrl,
  seconds,
  secret,
  serviceUrl,
  whole,
  wrong,
} from '../forms/form.js';
import { type Given, setting, type SettingsSection } from '../variable.js';

const memorySinks = ['local', 'postgres', 'cognee'] as const;
type SinkName = (typeof memorySinks)[number];

const oneOrTwoSinks: Form<readonly [SinkName, SinkName?]> = {
  must: `must be one of ${memorySinks.join(', ')}, or two of them by comma`,
  read: (value) => {
    const named = wordsOf(value);
    const [first, second] = named.map((name) => memorySinks.find((each) => each === name));
    if (first === undefined || named.length > 2 || named[0] === named[1]) return wrong;
    if (named.length === 1) return [first];
    return second === undefined ? wrong : [first, second];
  },
};

function wordsOf(value: string): readonly string[] {
  return value.split(',').map((each) => each.trim());
}

export const memory = {
  title: 'Memory',
  variables: {
    sinks: setting(
      'MEMORY_SINK',
      oneOrTwoSinks,
      'Which memory: local, postgres or cognee; two by comma while changing over, the first is read',
      {
        default: 'local',
      },
    ),
    url: setting(
      'MEMORY_URL',
      as(postgresUrl, (url) => new Secret(url)),
      'Database of the memory, required for postgres; `?schema=` names the schema, zoho_sync if it does not',
      { example: 'postgres://zoho_sync@127.0.0.1:5432/zoho_sync' },
    ),
    path: setting('MEMORY_PATH', anyText, 'Folder of the local memory', {
      default: './data/memory',
    }),
    synonyms: setting(
      'MEMORY_SYNONYMS',
      textFile,
      'File with words that mean the same, a line each with commas between them, beside the built-in ones',
    ),
    factsPath: setting(
      'FACTS_PATH',
      anyText,
      'Folder of the facts that find and aggregate answer from, where the memory keeps none (cognee): the same one for every process; unset: `facts` in MEMORY_PATH; `off`: none',
      { example: './data/memory/facts' },
    ),
    cognee: {
      url: setting('COGNEE_URL', serviceUrl, 'Address of Cognee; required for cognee', {
        example: 'http://localhost:8000',
      }),
      apiKey: setting('COGNEE_API_KEY', secret, 'API key of Cognee, sent as X-Api-Key'),
      email: setting(
        'COGNEE_EMAIL',
        anyText,
        'Without an API key: the user to log in to Cognee as',
        { isCredential: true },
      ),
      password: setting('COGNEE_PASSWORD', secret, "Without an API key: that user's password"),
      dataset: setting(
        'COGNEE_DATASET',
        matching(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, `_` or `-`'),
        'Name of the dataset in Cognee',
        { default: 'zoho_crm' },
      ),
      cognifyDelayMs: setting(
        'COGNEE_COGNIFY_DELAY',
        seconds(0, 3600),
        'Seconds to gather writes before one cognify',
        { default: '5' },
      ),
      mostCognifyPerHour: setting(
        'COGNEE_MAX_COGNIFY_PER_HOUR',
        whole(1, 3600),
        'Runs of cognify that may begin within an hour; what is written meanwhile waits for the next; unset: any number',
        { example: '12' },
      ),
    },
  },
  conflicts: (given) => {
    const sinks = wordsOf(given.get('MEMORY_SINK') ?? '');
    const isLost = sinks.includes('postgres') && !given.has('MEMORY_URL');
    const problems = isLost ? ['MEMORY_URL is required for MEMORY_SINK=postgres'] : [];
    return [...problems, ...(sinks.includes('cognee') ? cogneeProblems(given) : [])];
  },
} satisfies SettingsSection;

function cogneeProblems(given: Given): readonly string[] {
  const canLogIn = given.has('COGNEE_EMAIL') && given.has('COGNEE_PASSWORD');
  return [
    given.has('COGNEE_URL') ? undefined : 'COGNEE_URL is required for MEMORY_SINK=cognee',
    given.has('COGNEE_API_KEY') || canLogIn
      ? undefined
      : 'COGNEE_API_KEY is required for MEMORY_SINK=cognee, or COGNEE_EMAIL and COGNEE_PASSWORD',
  ].filter((problem) => problem !== undefined);
}
