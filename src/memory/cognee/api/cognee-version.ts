import { retryAfter } from '../../../kernel/app-error.js';
import { jsonObject } from '../../../kernel/json.js';
import { text } from '../../../kernel/shape.js';
import { CogneeError } from './cognee-error.js';
import { type CogneeHttp } from './cognee-http.js';

const timeoutMs = 60_000;

/** The version of the Cognee that answers. @throws CogneeError where it is too old to keep metadata with a document */
export async function versionAt(http: CogneeHttp): Promise<string> {
  const get = { method: 'GET', timeoutMs } as const;
  const health = jsonObject(await http.request({ ...get, path: '/health', subject: 'its health' }));
  const description = jsonObject(
    await http.request({ ...get, path: '/openapi.json', subject: 'its API description' }),
  );
  const version = text(health['version']) ?? '';
  const schemas = JSON.stringify(jsonObject(description['components'])['schemas'] ?? '');
  if (schemas.includes('"external_metadata"')) return version;
  const message = `Cognee ${version} keeps no metadata with a document: use Cognee 1.5 or later`;
  throw new CogneeError('memory.unsupported', message, { retry: retryAfter(60_000) });
}
