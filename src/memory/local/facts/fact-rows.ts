import { dayFrom, instantMs } from '../../../kernel/iso-time.js';
import { type DocumentFacts, type Fact } from '../../document-facts.js';
import { folded } from '../../folded-text.js';
import { type SqliteConnection } from '../sqlite-connection.js';

/** Where facts stand that are no field's: the account a record belongs to, and when it is due. */
export const accountField = ' account';
export const dueField = ' due';

const mostCompared = 500;

const insertSql = `
INSERT INTO facts (number, field, part, type, text, shown, num, currency)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const linkSql = 'INSERT OR IGNORE INTO links (target, number) VALUES (?, ?)';
const fieldSql = `
INSERT INTO fields (module, api, field, label, type) VALUES (?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET label = excluded.label, type = excluded.type
WHERE label <> excluded.label OR type <> excluded.type`;

interface Row {
  readonly type: string;
  readonly shown: string;
  readonly num: number | null;
}

/** Writes the rows of a document that has none. */
export function writeFacts(
  connection: SqliteConnection,
  number: number,
  module: string,
  facts: DocumentFacts,
): void {
  const put = (field: string, rows: readonly Row[], currency: string | null = null): void => {
    rows.forEach(({ type, shown, num }, part) => {
      const text = folded(shown).slice(0, mostCompared);
      connection.run(insertSql, number, field, part, type, text, shown, num, currency);
    });
  };
  for (const fact of facts.fields) {
    put(fact.field, rowsOf(fact), fact.currency);
    connection.run(fieldSql, module, facts.api, fact.field, fact.label, fact.type);
  }
  const { account, due } = facts;
  if (due !== undefined) put(dueField, [timeRow(due)]);
  if (account !== undefined) {
    put(accountField, [textRow(account.name || account.id), aliasRow(account.id)]);
  }
  for (const target of facts.links) connection.run(linkSql, target, number);
}

export function removeFacts(connection: SqliteConnection, number: number): void {
  connection.run('DELETE FROM facts WHERE number = ?', number);
  connection.run('DELETE FROM links WHERE number = ?', number);
}

function rowsOf(fact: Fact): readonly Row[] {
  const { type, value, id, email } = fact;
  switch (type) {
    case 'number':
    case 'money':
    case 'flag':
      return [{ type, shown: String(value), num: Number(value) }];
    case 'day':
    case 'time':
      return [timeRow(String(value))];
    case 'list':
    case 'text':
      return [value].flat().map((item) => ({ type, shown: String(item), num: null }));
    case 'link':
    case 'user': {
      const aliases = [id, email].filter((each) => each !== undefined);
      return [{ type, shown: String(value), num: null }, ...aliases.map(aliasRow)];
    }
  }
}

function textRow(shown: string): Row {
  return { type: 'text', shown, num: null };
}

function aliasRow(shown: string): Row {
  return { type: 'alias', shown, num: null };
}

function timeRow(shown: string): Row {
  const day = dayFrom(shown);
  if (day !== undefined) return { type: 'day', shown, num: Date.parse(`${day}T00:00:00Z`) };
  return { type: 'time', shown, num: instantMs(shown) ?? null };
}
