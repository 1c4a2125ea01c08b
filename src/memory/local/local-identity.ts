import { randomUUID } from 'node:crypto';

import { type SqliteConnection } from './sqlite/sqlite-connection.js';

/** The name that the file was given when it was first asked for; it goes wherever the file is copied to. */
export function fileIdentity(connection: SqliteConnection): string {
  const known = identityIn(connection);
  if (known !== undefined) return known;
  return connection.transaction(() => {
    connection.execute(
      'CREATE TABLE IF NOT EXISTS identity (number INTEGER PRIMARY KEY CHECK (number = 1), name TEXT NOT NULL) STRICT',
    );
    connection.run('INSERT OR IGNORE INTO identity VALUES (1, ?)', randomUUID());
    return identityIn(connection) ?? '';
  });
}

function identityIn(connection: SqliteConnection): string | undefined {
  const table = connection.get("SELECT 1 FROM sqlite_schema WHERE name = 'identity'");
  if (table === undefined) return undefined;
  const row = connection.get('SELECT name FROM identity') as { readonly name: string } | undefined;
  return row?.name;
}
