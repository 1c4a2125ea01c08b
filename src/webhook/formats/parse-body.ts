import { type RawBody } from '../body/raw-body.js';
import { Problem } from './format.js';
import { multipartParameters } from './multipart.js';
import { bodyFromParameters, type ParameterNames, type Parameters } from './parameters.js';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';

/**
 * A body as the JSON object it is or stands for: JSON whatever the content type says, else what a workflow webhook may
 * send: a form, also one without a content type, a form of parts, or nothing but parameters in the URL.
 */
export function parseBody(body: RawBody, names: ParameterNames): JsonObject | Problem {
  const json = body.json();
  if (isJsonObject(json)) return json;
  if (json !== undefined) return problem('the body must be a JSON object');
  const parameters = parametersOf(body);
  if (parameters instanceof Problem) return parameters;
  return bodyFromParameters(parameters, names);
}

function parametersOf(body: RawBody): Parameters | Problem {
  const { mediaType, bytes, contentType, urlParameters } = body;
  if (bytes.length === 0 && urlParameters.size > 0) return urlParameters;
  if (mediaType === 'multipart/form-data') return multipartParameters(bytes, contentType);
  const text = body.text();
  if (text === undefined) return problem('the body must be UTF-8');
  const isForm = mediaType === 'application/x-www-form-urlencoded' || mediaType === '';
  if (isForm && text.includes('=') && !text.trimStart().startsWith('{')) {
    return new URLSearchParams(text);
  }
  return problem('the body must be JSON');
}

function problem(text: string): Problem {
  return new Problem('body', text);
}
