import { afterAll, beforeAll } from '@jest/globals';

import { Logger } from '@nestjs/common';

import { CogneeSubject } from './support/cognee/cognee-subject.js';
import { FakeCognee } from './support/cognee/fake-cognee.js';
import { describeMemorySinkContract } from './support/memory-sink-contract.js';

const cognee = new FakeCognee();

beforeAll(async () => {
  Logger.overrideLogger(false);
  await cognee.start();
});

afterAll(async () => {
  await cognee.stop();
});

describeMemorySinkContract('CogneeSink on a fake Cognee', async () =>
  Promise.resolve(new CogneeSubject({ COGNEE_URL: cognee.url, COGNEE_API_KEY: cognee.apiKey })),
);
