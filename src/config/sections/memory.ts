import { Secret } from '../../kernel/secret.js';
import {
  anyText,
  as,
  matching,
  oneWordOf,
  postgresUrl,
  seconds,
  secret,
  serviceUrl,
  textFile,
  whole,
} from '../form.js';
import { setting, type SettingsSection } from '../variable.js';

const memorySinks = ['local', 'postgres', 'cognee'] as const;

export const memory = {
  title: 'Memory',
  variables: {
    sink: setting(
      'MEMORY_SINK',
      oneWordOf(memorySinks),
      'Which memory: local, postgres or cognee',
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
    cognee: {
      url: setting('COGNEE_URL', serviceUrl, 'Address of Cognee; required for cognee', {
        example: 'http://localhost:8000',
      }),
      apiKey: setting('COGNEE_API_KEY', secret, 'API key of Cognee, sent as X-Api-Key'),
      email: setting(
        'COGNEE_EMAIL',
        anyText,
        'Without an API key: the user to log in to Cognee as',
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
    const sink = given.get('MEMORY_SINK');
    if (sink === 'postgres' && !given.has('MEMORY_URL')) {
      return ['MEMORY_URL is required for MEMORY_SINK=postgres'];
    }
    if (sink !== 'cognee') return [];
    const canLogIn = given.has('COGNEE_EMAIL') && given.has('COGNEE_PASSWORD');
    return [
      given.has('COGNEE_URL') ? undefined : 'COGNEE_URL is required for MEMORY_SINK=cognee',
      given.has('COGNEE_API_KEY') || canLogIn
        ? undefined
        : 'COGNEE_API_KEY is required for MEMORY_SINK=cognee, or COGNEE_EMAIL and COGNEE_PASSWORD',
    ].filter((problem) => problem !== undefined);
  },
} satisfies SettingsSection;
