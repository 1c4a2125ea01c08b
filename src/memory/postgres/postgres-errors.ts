import { AppError, retryAfter, retryLater, retryNever } from '../../kernel/app-error.js';

const unreachablePauseMs = 5000;
const settingsPauseMs = 60_000;

/** SQLSTATE of an error of the server; undefined where it didn't answer (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return /^[0-9A-Z]{5}$/.test(code) && 'severity' in Object(error) ? code : undefined;
}

/** Whether another transaction is in the way: the same one can succeed in a moment. */
export function isContention(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01' || state === '55P03';
}

/** Whether our tables aren't there: somebody has dropped them, or it is another database. */
export function isMissingTable(error: unknown): boolean {
  return ['42P01', '3F000'].includes(sqlStateOf(error) ?? '');
}

/** The document is not one that memory can hold: its key isn't its module and id, its version no whole number. */
export function refusalOf(key: string): AppError {
  return new AppError('memory.refused', `PostgreSQL can't hold ${key}: it is not valid`, {
    retry: retryNever,
  });
}

/** The tables were changed by a later release in a way that this one can't read. */
export function unreadableSchema(found: number, known: number): AppError {
  return new AppError(
    'memory.newer_schema',
    `The memory in PostgreSQL needs a release that knows its schema ${found}, this one knows ${known}: ` +
      'upgrade the service, or set MEMORY_URL to another database or schema',
    { retry: retryAfter(settingsPauseMs) },
  );
}

export function serverClosed(): AppError {
  return new AppError('memory.unavailable', 'The memory is closed: shutting down', {
    retry: retryLater,
  });
}

export function notUtf8(encoding: string): AppError {
  return unavailable(
    `holds its texts as ${encoding}: create the database with ENCODING 'UTF8'`,
    settingsPauseMs,
  );
}

/**
 * What a failure means, and what to do about it. Without PostgreSQL's own words: they may quote a record, and what the
 * driver says of a connection may name the password.
 */
export function postgresErrorFrom(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const state = sqlStateOf(error);
  if (state === undefined) return unreachable(error);
  if (isContention(error) || state === '57014') {
    const message = `PostgreSQL had to give up a statement for others (${state}): look at its locks and its load`;
    return new AppError('memory.busy', message, { retry: retryLater });
  }
  if (state.startsWith('28')) {
    const message = `PostgreSQL does not accept the user of MEMORY_URL (${state}): check the name, the password and pg_hba.conf`;
    return new AppError('memory.unauthorized', message, { retry: retryAfter(settingsPauseMs) });
  }
  if (state === '42501') {
    const message =
      'PostgreSQL does not let the user of MEMORY_URL do this (42501): let it own the schema, or grant CREATE on the database';
    return new AppError('memory.forbidden', message, { retry: retryAfter(settingsPauseMs) });
  }
  if (/^(?:22|23|54)/.test(state)) {
    const message = `PostgreSQL can't take a value that it was given (${state})`;
    return new AppError('memory.refused', message, { retry: retryNever });
  }
  const remedy = remedies[state];
  if (remedy !== undefined) return unavailable(`${remedy} (${state})`);
  const message = `PostgreSQL failed (${state}): its own log says why`;
  return new AppError('memory.failed', message, { retry: retryLater });
}

const remedies: Readonly<Record<string, string>> = {
  '3D000': 'has no such database: create the one that MEMORY_URL names',
  '25006': 'takes no writes here: MEMORY_URL must name the primary server',
  '42P01': 'has lost the tables of the memory: they are made anew',
  '3F000': 'has lost the schema of the memory: it is made anew',
  '53100': 'has no room on its disk: free space',
  '53200': 'is out of memory: look at the server',
  '53300': 'takes no more connections: raise max_connections, or run fewer processes',
  '57P01': 'is shutting down',
  '57P02': 'has crashed and comes back',
  '57P03': 'is starting',
};

function unavailable(what: string, forMs = unreachablePauseMs): AppError {
  return new AppError('memory.unavailable', `PostgreSQL ${what}`, { retry: retryAfter(forMs) });
}

function unreachable(error: unknown): AppError {
  const code = codeOf(error);
  const reason = code === '' ? reasonIn(error) : code;
  return unavailable(`can't be reached (${reason}): check MEMORY_URL and the server`);
}

/** The driver has no code for these. */
function reasonIn(error: unknown): string {
  const words = error instanceof Error ? error.message : '';
  if (/timeout/i.test(words)) return 'no answer in time';
  if (/SSL|TLS|certificate/i.test(words)) return 'TLS';
  if (/password|SASL|SCRAM/i.test(words)) return 'password';
  return 'the connection ended';
}

function codeOf(error: unknown): string {
  const { code } = Object(error) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}
