/** Unit specs lie beside the source; what needs a server of any kind lies in test/. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/tsconfig.json' }] },
};

export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['src', 'simulator', 'test/chaos', 'test/docs'].map(
        (folder) => `<rootDir>/${folder}/**/*.spec.ts`,
      ),
    },
    {
      ...base,
      displayName: 'system',
      testMatch: ['<rootDir>/test/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.js',
      globalTeardown: '<rootDir>/test/support/global-teardown.js',
    },
    {
      ...base,
      // Against a real Cognee: `npm run test:cognee`, which installs it first.
      displayName: 'cognee',
      testMatch: ['<rootDir>/test/cognee/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.js',
      globalTeardown: '<rootDir>/test/support/global-teardown.js',
    },
    {
      ...base,
      // With a tool of the protocol's: `npm run test:mcp`, which installs it first.
      displayName: 'conformance',
      testMatch: ['<rootDir>/test/conformance/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.js',
      globalTeardown: '<rootDir>/test/support/global-teardown.js',
    },
  ],
  collectCoverageFrom: ['src/**/*.ts', '!src/main.ts', '!src/**/*.spec.ts'],
  coverageProvider: 'babel',
  testTimeout: 300_000,
  // Most specs wait for servers and processes of their own: a worker less than there are cores leaves a core idle.
  maxWorkers: '100%',
};
