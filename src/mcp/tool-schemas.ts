/** A JSON Schema, as tools show theirs. */
export type Schema = Readonly<Record<string, unknown>>;

function objectOf(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

const text: Schema = { type: 'string' };
const time: Schema = { type: ['string', 'null'], description: 'ISO 8601; null: not known' };
const listOf = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

const module: Schema = {
  ...text,
  description:
    'A module by its API name: Accounts, Contacts, Deals, Tasks, Notes, Activities; Events and Calls are parts of Activities',
};
const modules = listOf(module);
const id: Schema = { ...text, description: "The record's id in Zoho, as an answer gives it" };
const limit = (most: number): Schema => ({ type: 'integer', minimum: 1, maximum: most });
const maxAge: Schema = {
  type: 'integer',
  minimum: 0,
  description:
    'Seconds: what is older is looked up in the CRM before it is answered; `checked` says what came of it. 0: ask the CRM in any case',
};
const where = listOf(
  objectOf(
    {
      field: {
        ...text,
        description:
          'API name or label; besides: owner, account, open, won, lost, overdue, modified_at, id',
      },
      op: {
        type: 'string',
        enum: [
          '=',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          'in',
          'contains',
          'starts_with',
          'is_empty',
          'within',
        ],
        description:
          'within takes: today, yesterday, tomorrow, this|last|next week|month|quarter|year, last N days, next N days',
      },
      value: { description: 'A text, number, true or false, a day (2026-05-14), a list for in' },
    },
    ['field', 'op'],
  ),
);

export const inputs = {
  search: objectOf(
    {
      query: { ...text, description: 'The words of a question, as somebody said it' },
      modules,
      limit: limit(100),
      max_age: maxAge,
    },
    ['query'],
  ),
  record: objectOf({ module, id, max_age: maxAge }, ['module', 'id']),
  find: objectOf(
    {
      module,
      where,
      order_by: listOf(
        objectOf({ field: text, dir: { type: 'string', enum: ['asc', 'desc'] } }, ['field']),
      ),
      limit: limit(200),
      cursor: { ...text, description: 'next_cursor of the same question' },
      max_age: maxAge,
    },
    ['module'],
  ),
  aggregate: objectOf(
    {
      module,
      measure: { type: 'string', enum: ['count', 'sum', 'avg', 'min', 'max'] },
      field: { ...text, description: 'What is measured; not needed to count' },
      group_by: listOf(text),
      where,
    },
    ['module', 'measure'],
  ),
  related: objectOf({ module, id, modules, max_age: maxAge }, ['module', 'id']),
  status: objectOf({}),
};

const open = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required,
});

const freshness = open(
  {
    version: time,
    written_at: time,
    pending: { type: 'boolean', description: 'A change is known that is not in memory' },
    told_through: time,
    proved_through: {
      ...time,
      description:
        'The CRM was asked for all changes up to then, and memory has them; null: not known',
    },
    compared_at: time,
    except: {
      type: 'integer',
      description: 'Records that could not be synced: memory may be older for these',
    },
  },
  ['proved_through', 'pending'],
);
const checked = orNull(
  open({ asked: { type: 'integer' }, changed: { type: 'integer' }, why: text }, ['asked']),
);
const record = open(
  {
    module: text,
    id: text,
    title: { type: ['string', 'null'] },
    kind: text,
    url: { ...text, description: 'Opens it in Zoho' },
    facts: {
      type: 'object',
      description:
        'Fields by API name: value, type, label, and currency, unit, id or email where there is one',
    },
    excerpt: text,
    score: { type: 'number' },
    freshness,
  },
  ['module', 'id', 'title', 'kind', 'url', 'facts', 'freshness'],
);
const records = open({ records: listOf(record), freshness, checked, next_cursor: text }, [
  'records',
  'freshness',
]);

export const outputs = {
  search: open({ hits: listOf(record), freshness, checked }, ['hits', 'freshness']),
  record: open(
    {
      ...(record['properties'] as Readonly<Record<string, Schema>>),
      in_memory: { type: 'boolean' },
      document: { type: ['string', 'null'] },
      checked,
    },
    ['module', 'id', 'in_memory', 'facts', 'document', 'freshness'],
  ),
  find: records,
  aggregate: open(
    {
      groups: listOf(
        open(
          {
            group: { type: 'object' },
            value: { type: ['number', 'string', 'null'] },
            count: { type: 'integer' },
            currency: { type: ['string', 'null'] },
          },
          ['group', 'value', 'count'],
        ),
      ),
      freshness,
      checked,
    },
    ['groups', 'freshness'],
  ),
  related: records,
  status: open(
    {
      memory: text,
      documents: { type: 'integer' },
      time_zone: text,
      modules: listOf({ type: 'object' }),
      freshness,
    },
    ['documents', 'modules', 'freshness'],
  ),
};
