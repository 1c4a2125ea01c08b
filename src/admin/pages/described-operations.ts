import {
  channelDeed,
  filter,
  maxAge,
  outcomes,
  conditions,
  inQuery,
  inBody,
  forOperators,
  forReaders,
  refusals,
  answers,
} from './operation-parts.js';

/** What the framework can't find out about an operation, by method and path. */
export const describedOperations: Readonly<Record<string, object>> = {
  'post /webhooks/zoho': {
    tags: ['deliveries'],
    summary: 'Takes a delivery; 200 only once its changes are in Redis',
    parameters: [
      {
        name: 'X-Zoho-Signature',
        in: 'header',
        schema: { type: 'string' },
        description: 'Hex HMAC-SHA256 of the body under WEBHOOK_SECRET',
      },
      {
        name: 'X-Zoho-Webhook-Token',
        in: 'header',
        schema: { type: 'string' },
        description: 'The fixed token of workflow webhooks, instead of a signature',
      },
      {
        name: 'X-Zoho-Event-Id',
        in: 'header',
        schema: { type: 'string', maxLength: 128 },
        description: 'Tells this delivery from every other',
      },
    ],
    requestBody: inBody({
      operation: { type: 'string', enum: ['create', 'update', 'delete', 'restore'] },
      module: { type: 'string', example: 'Deals' },
      data: { type: 'array', items: { type: 'object' } },
      modified_fields: { type: 'array', items: { type: 'string' } },
    }),
    responses: {
      200: { description: 'Accepted, or a duplicate of one that was' },
      400: { description: 'Not understood; `message` names each wrong field' },
      401: { description: 'Not authentic' },
      413: { description: 'Larger than WEBHOOK_MAX_BODY_BYTES' },
      429: { description: 'Refused too often from this address' },
      431: { description: 'A hundred headers, or more' },
      503: { description: 'Not taken; send it again after `Retry-After` seconds' },
    },
  },
  'get /health/live': { tags: ['health'], summary: 'Whether the process can answer' },
  'get /health/ready': {
    tags: ['health'],
    summary: 'Whether the process can do its work, or why not',
  },
  'get /webhooks/health': {
    tags: ['health'],
    summary: 'How full the queue is, dead letters, what does not work and since when',
  },
  'get /webhooks/metrics': { tags: ['health'], summary: 'Counts over all processes' },
  'get /metrics': { tags: ['health'], summary: "This process's metrics, for Prometheus" },
  'get /dead-letters': {
    ...forReaders,
    summary: 'Records that could not be synced: by error, and the newest singly',
    parameters: inQuery({
      module: filter.module,
      record_id: filter.record_id,
      code: filter.code,
      limit: filter.limit,
    }),
    responses: answers('How many match, by error, and the newest of them'),
  },
  'post /dead-letters/replay': {
    ...forOperators,
    summary: 'Tries them again in growing steps, which stop where they fail again',
    requestBody: inBody(filter),
    responses: answers('How many matched, were put back, recovered, and failed again'),
  },
  'delete /dead-letters': {
    ...forOperators,
    summary: 'Forgets them; the filter is given as JSON or in the query string',
    parameters: inQuery(filter),
    requestBody: inBody(filter),
    responses: answers('How many matched and were forgotten'),
  },
  'get /deliveries': {
    ...forReaders,
    summary: 'The last deliveries, taken and refused, and what became of them and their records',
    parameters: inQuery({
      outcome: { type: 'string', enum: outcomes },
      request_id: { type: 'string' },
      limit: filter.limit,
    }),
    responses: answers('How many there were of each kind, and the newest singly'),
  },
  'get /memory/search': {
    ...forReaders,
    summary: 'The documents that match best',
    parameters: inQuery(
      {
        q: { type: 'string' },
        module: filter.module,
        limit: filter.limit,
        max_age: maxAge,
        documents: { type: 'boolean', default: false },
      },
      ['q'],
    ),
    responses: answers('Matches, best first, with facts and age'),
  },
  'get /llms.txt': { tags: ['assistants'], summary: 'What there is to ask, for language models' },
  'get /.well-known/mcp/server-card.json': {
    tags: ['assistants'],
    summary: 'What an MCP client may know before it connects',
  },
  'post /mcp': {
    ...forReaders,
    tags: ['assistants'],
    summary: 'Memory by the Model Context Protocol (Streamable HTTP, stateless)',
    requestBody: inBody({ jsonrpc: { type: 'string' }, method: { type: 'string' } }),
    responses: answers("The protocol's answer, as JSON or as events"),
  },
  'post /memory/find': {
    ...forReaders,
    summary: 'The records of which all that is true, exactly',
    requestBody: inBody({
      module: filter.module,
      where: conditions,
      order_by: {
        type: 'array',
        items: { type: 'object' },
        example: [{ field: 'Amount', dir: 'desc' }],
      },
      limit: { ...filter.limit, maximum: 200 },
      cursor: { type: 'string' },
      max_age: maxAge,
    }),
    responses: answers('Records with their facts, and how old the answer is at most'),
  },
  'post /memory/aggregate': {
    ...forReaders,
    summary: 'Numbers over them; amounts of different currencies are never added up',
    requestBody: inBody({
      module: filter.module,
      measure: { type: 'string', enum: ['count', 'sum', 'avg', 'min', 'max'] },
      field: { type: 'string', example: 'Amount' },
      group_by: { type: 'array', items: { type: 'string' }, example: ['Stage'] },
      where: conditions,
    }),
    responses: answers('Groups, and how old the answer is at most'),
  },
  'get /memory/status': {
    ...forReaders,
    summary:
      'Whether memory is true: per module what it holds, what is pending, how far it is proved',
    responses: answers('The state of memory'),
  },
  'get /records/{module}/{id}/related': {
    ...forReaders,
    summary: 'What belongs to a record; of an account also what belongs to its deals and contacts',
    parameters: [
      { name: 'module', in: 'path', required: true, schema: filter.module },
      { name: 'id', in: 'path', required: true, schema: filter.record_id },
      ...inQuery({ modules: { type: 'string' }, limit: filter.limit, max_age: maxAge }),
    ],
    responses: answers('Records with their facts, the latest first'),
  },
  'get /records/{module}/{id}': {
    ...forReaders,
    summary:
      'What memory holds of a record, what is pending, its lag and its last error; and what the CRM has now',
    parameters: [
      { name: 'module', in: 'path', required: true, schema: filter.module },
      { name: 'id', in: 'path', required: true, schema: filter.record_id },
      ...inQuery({ live: { type: 'boolean', default: false }, max_age: maxAge }),
    ],
    responses: answers('The record explained'),
  },
  'delete /records/{module}/{id}': {
    ...forOperators,
    summary:
      'Erases what is kept of a record, for good: neither deliveries nor sweeps bring it back, syncing it by hand does',
    parameters: [
      { name: 'module', in: 'path', required: true, schema: filter.module },
      { name: 'id', in: 'path', required: true, schema: filter.record_id },
      {
        name: 'until_changed',
        in: 'query',
        schema: { type: 'boolean', default: false },
        description: 'Let it come back once the CRM changes it',
      },
    ],
    responses: answers('What was removed, what names the record still, and what else may hold it'),
  },
  'post /sync': {
    ...forOperators,
    summary: 'Brings in what notifications did not tell: a sweep, a full comparison, or one record',
    requestBody: inBody({
      kind: { type: 'string', enum: ['modified', 'full', 'record'] },
      module: filter.module,
      record_id: filter.record_id,
      dry_run: filter.dry_run,
    }),
    responses: {
      ...refusals,
      202: { description: 'Begun; or, with `dry_run`, what it would cost at least' },
      409: { description: 'There are no Zoho credentials: nobody can be asked' },
    },
  },
  'get /sync': {
    ...forReaders,
    summary: 'Sweeps and comparisons: under way with rate and time left, next, and the last sweeps',
    responses: answers('Over all processes'),
  },
  'get /sync/proofs': {
    ...forReaders,
    summary: 'Since when memory is true, and what the comparisons of 90 days found',
    parameters: inQuery({ module: filter.module, limit: { ...filter.limit, maximum: 5000 } }),
    responses: answers('Per module since when it is true, and the proofs, newest first'),
  },
  'get /processes': {
    ...forReaders,
    summary:
      'Live processes with version, memory and what is set; what is wrong with settings and Redis',
    responses: answers('Secrets are left out; `zoho-sync doctor` examines more'),
  },
  'get /channels': {
    ...forReaders,
    summary: "Zoho's notification channels, as Zoho confirmed them last",
    responses: answers('A row per module, with gaps and remedies'),
  },
  'post /channels/register': {
    ...channelDeed,
    summary: 'Makes, corrects and renews the channels that should be there',
  },
  'post /channels/renew': {
    ...channelDeed,
    summary: 'Renews the channels, whatever is left of their life',
  },
};
