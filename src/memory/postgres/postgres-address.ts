const defaultSchema = 'zoho_sync';

/** Where the memory is: what the driver needs, and the schema with our tables. */
export interface PostgresAddress {
  readonly connectionString: string;
  readonly options: string;
  readonly schema: string;
}

/**
 * The parts of `postgres://user:password@host:5432/database?schema=zoho_sync`. `schema` is ours, all other parameters are
 * the driver's.
 */
export function postgresAddress(text: string, parameters: readonly string[]): PostgresAddress {
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? defaultSchema;
  const further = url.searchParams.get('options') ?? '';
  url.searchParams.delete('schema');
  url.searchParams.delete('options');
  const ours = [`search_path=${schema},public`, ...parameters].map((each) => `-c ${each}`);
  return {
    connectionString: url.toString(),
    options: [...ours, further].join(' ').trim(),
    schema,
  };
}
