import { type IncomingMessage } from 'node:http';

import { UnsupportedMediaTypeException } from '@nestjs/common';

/**
 * A form of another site is sent without asking, and isn't JSON. @throws UnsupportedMediaTypeException for a body that
 * doesn't say that it is JSON
 */
export function expectJson({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  if (!hasBody || type.trim().toLowerCase() === 'application/json') return;
  throw new UnsupportedMediaTypeException([
    'the body must be JSON: Content-Type: application/json',
  ]);
}
