import { expect, it } from '@jest/globals';

import { goldenDocuments } from '../../../test/support/golden-documents.js';
import { sha256 } from '../../kernel/signing.js';
import { factsOf } from '../facts/record-facts.js';
import { rendererVersion } from './renderer-version.js';

it('has another number where the golden documents or their facts are others', () => {
  const golden = goldenDocuments.map(([source, body]) => [body, factsOf(source, {})]);
  const digest = sha256(JSON.stringify(golden)).toString('hex').slice(0, 16);

  expect({ version: rendererVersion, digest }).toEqual({ version: 2, digest: 'eebc689fcea44865' });
});
