import { DocumentFields } from '../../src/documents/document-fields.js';
import { SystemClock } from '../../src/kernel/clock.js';
import { ZohoHttp } from '../../src/zoho/http/zoho-http.js';
import { ZohoLists } from '../../src/zoho/records/zoho-lists.js';
import { ZohoRecords } from '../../src/zoho/records/zoho-records.js';
import { kindsOf } from './organisation-kinds.js';
import {
  callConditions,
  CountedTokens,
  type ReceivedRequest,
  type ScriptedReply,
  type ScriptedServer,
  settingsFor,
} from './scripted-server.js';

type Row = Readonly<Record<string, unknown>>;

export const modified = '2026-11-23T10:00:00+02:00';

/** A row of a deal. */
export function deal(id: string, fields: Row = {}): Row {
  return { id, Modified_Time: modified, Deal_Name: `Deal ${id}`, ...fields };
}

/** An answer with these rows; one with none has no body. */
export function list(rows: readonly Row[]): ScriptedReply {
  return rows.length === 0 ? { status: 204 } : { json: { data: rows } };
}

/** The answers of an organisation that has these records, by API module; lists say null for a field without a value. */
export function organisation(
  records: Readonly<Record<string, readonly Row[]>>,
): (request: ReceivedRequest) => ScriptedReply {
  return ({ path, query }: ReceivedRequest): ScriptedReply => {
    const [, , , api = '', id] = path.split('/');
    const rows = records[api] ?? [];
    if (id !== undefined && id !== 'actions') return list(rows.filter((row) => row['id'] === id));
    const ids = query.get('ids')?.split(',') ?? [];
    const fields = query.get('fields')?.split(',') ?? [];
    const found = rows.filter((row) => ids.includes(String(row['id'])));
    return list(
      found.map((row) =>
        Object.fromEntries(['id', ...fields].map((name) => [name, row[name] ?? null])),
      ),
    );
  };
}

/** What reads records from the server, asking for few fields. */
export function zohoRecordsOf(
  { url }: ScriptedServer,
  variables: Readonly<Record<string, string>> = {},
): ZohoRecords {
  const settings = settingsFor(url, {
    ZOHO_FIELDS_DEALS: 'Deal_Name,Text',
    ZOHO_FIELDS_ACTIVITIES: 'Subject',
    ...variables,
  });
  const http = new ZohoHttp(settings, new CountedTokens(url), new SystemClock(), callConditions());
  return new ZohoRecords(
    http,
    new ZohoLists(http),
    new DocumentFields(kindsOf(settings)),
    settings,
  );
}
