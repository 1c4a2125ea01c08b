export const filter = {
  module: { type: 'string', example: 'Deals' },
  record_id: { type: 'string' },
  code: { type: 'string', example: 'zoho.refused' },
  limit: { type: 'integer', minimum: 1 },
  dry_run: { type: 'boolean' },
  all: { type: 'boolean', description: 'Every one; instead of module, record_id and code' },
};

/** Seconds: what memory has of older records is looked up in the CRM first. */
export const maxAge = { type: 'integer', minimum: 0 };

export const outcomes = ['queued', 'duplicate', 'refused'];

export const conditions = {
  type: 'array',
  items: { type: 'object' },
  example: [{ field: 'Closing_Date', op: 'within', value: 'this month' }],
};

export function inQuery(
  properties: Readonly<Record<string, object>>,
  required: readonly string[] = [],
): object[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    schema,
    required: required.includes(name),
  }));
}

export function inBody(properties: Readonly<Record<string, object>>): object {
  return { content: { 'application/json': { schema: { type: 'object', properties } } } };
}

export const forOperators = { tags: ['operating'], security: [{ admin: [] }] };
export const forReaders = { tags: ['operating'], security: [{ admin: [] }, { reader: [] }] };

export const refusals = {
  400: { description: 'A wrong field; `message` names each' },
  401: { description: 'The token is missing or wrong' },
  403: {
    description:
      'ADMIN_TOKEN is not set, the token may only read, or another site sent the request',
  },
  415: { description: 'The body is not JSON' },
  429: { description: 'Too many wrong tokens from this address' },
};

export function answers(description: string): object {
  return { 200: { description }, ...refusals };
}

export const channelDeed = {
  ...forOperators,
  requestBody: inBody({ module: filter.module, dry_run: filter.dry_run }),
  responses: {
    ...answers('What became of each channel; with `dry_run` what would'),
    409: {
      description:
        'No credentials, no WEBHOOK_BASE_URL, all are unregistered, or another process is at it',
    },
    503: { description: 'Zoho can not be asked now; `message` says why' },
  },
};
