import { afterAll, beforeAll } from '@jest/globals';
import { Logger } from '@nestjs/common';

import { type CogneeServer } from '../../demo/cognee/cognee-server.js';
import { CogneeSubject } from '../support/cognee/cognee-subject.js';
import { describeMemorySinkContract } from '../support/memory-sink-contract.js';
import { startRealCognee } from './real-cognee.js';

let cognee: CogneeServer;
let apiKey: string;

beforeAll(async () => {
  Logger.overrideLogger(false);
  cognee = await startRealCognee();
  apiKey = await cognee.makeApiKey();
});

afterAll(async () => {
  await cognee.stop();
});

describeMemorySinkContract('CogneeSink on a real Cognee', async () =>
  Promise.resolve(new CogneeSubject({ COGNEE_URL: cognee.url, COGNEE_API_KEY: apiKey })),
);
