/**
 * Who may import whom. A room not listed for another is closed to it; `app` (the files of src itself) may import all.
 */
export const rooms = {
  crm: ['kernel'],
  kernel: [],
  config: ['kernel', 'crm'],
  observability: ['kernel', 'config'],
  http: ['redis'],
  redis: ['kernel', 'config'],
  zoho: ['kernel', 'crm', 'config', 'observability', 'redis'],
  memory: ['kernel', 'crm', 'config', 'observability', 'redis'],
  ledger: ['kernel', 'crm', 'redis', 'memory'],
  gaps: ['kernel', 'crm', 'config', 'redis'],
  installation: ['kernel', 'crm', 'config', 'observability', 'redis', 'gaps'],
  metadata: ['kernel', 'crm', 'config', 'redis', 'zoho', 'schedule'],
  documents: ['kernel', 'crm', 'config', 'ledger', 'memory', 'metadata'],
  'memory-identity': [
    ...['kernel', 'config', 'observability', 'redis'],
    ...['ledger', 'memory', 'gaps'],
  ],
  payloads: ['kernel', 'crm', 'config', 'redis', 'zoho', 'documents', 'ledger'],
  schedule: ['kernel', 'redis'],
  queue: ['kernel', 'crm', 'config', 'observability', 'redis', 'installation', 'schedule'],
  admission: [
    ...['kernel', 'crm', 'config', 'observability', 'redis'],
    ...['installation', 'payloads', 'queue'],
  ],
  former: ['kernel', 'crm', 'config', 'installation', 'ledger', 'memory', 'queue'],
  examination: ['kernel', 'config', 'observability', 'redis', 'installation', 'queue'],
  erasure: ['kernel', 'crm', 'redis', 'ledger', 'payloads', 'queue'],
  webhook: [
    ...['kernel', 'crm', 'config', 'observability', 'http'],
    ...['admission', 'documents', 'installation', 'gaps'],
  ],
  processor: [
    ...['kernel', 'crm', 'config', 'observability', 'redis'],
    ...['queue', 'ledger', 'memory', 'memory-identity', 'documents', 'installation', 'payloads'],
  ],
  registration: [
    ...['kernel', 'crm', 'config', 'observability', 'redis'],
    ...['zoho', 'schedule', 'installation', 'gaps'],
  ],
  reconciliation: [
    ...['kernel', 'crm', 'config', 'observability', 'redis'],
    ...['queue', 'ledger', 'zoho', 'memory', 'documents', 'payloads', 'schedule'],
    ...['gaps', 'former'],
  ],
  asking: [
    ...['kernel', 'crm', 'config', 'memory', 'memory-identity', 'ledger', 'queue', 'documents'],
    ...['payloads'],
  ],
  mcp: ['kernel', 'crm', 'asking'],
  health: [
    ...['kernel', 'crm', 'config', 'observability', 'http', 'redis'],
    ...['queue', 'memory', 'memory-identity', 'installation'],
  ],
  access: ['kernel', 'crm', 'config', 'http'],
  admin: [
    ...['kernel', 'crm', 'config', 'http', 'access', 'installation'],
    ...['queue', 'asking', 'mcp', 'registration', 'reconciliation', 'erasure'],
    ...['former', 'examination'],
  ],
  console: [
    ...['kernel', 'crm', 'config', 'observability', 'http', 'redis', 'access', 'schedule', 'gaps'],
    ...[
      'installation',
      'queue',
      'asking',
      'registration',
      'reconciliation',
      'erasure',
      'examination',
    ],
  ],
  cli: [
    ...['kernel', 'crm', 'config', 'observability', 'redis', 'zoho', 'memory', 'ledger'],
    ...['queue', 'installation', 'gaps', 'metadata', 'asking', 'mcp'],
    ...['registration', 'reconciliation', 'erasure', 'former', 'examination'],
  ],
};

/** What every module may use is the same for the command line as for the service. */
const cliAlsoImports = '^src/global-modules\\.ts$';

const specs = '\\.spec\\.ts$';

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment: `src/${room} may import only: ${allowed.join(', ') || 'nothing else of src'}`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: specs },
  to: {
    path: '^src/',
    pathNot: [
      `^src/(${[room, ...allowed].join('|')})/`,
      ...(room === 'cli' ? [cliAlsoImports] : []),
    ],
  },
}));

const onlyFrom = (name, comment, packagePattern, places) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: [...places, specs] },
  to: { path: `node_modules/${packagePattern}/` },
});

export default {
  forbidden: [
    ...roomRules,
    {
      name: 'no-circular',
      comment: 'A cycle means that two files are one, or that a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'plain-rooms-import-no-package',
      comment: 'The vocabulary and the kernel depend on the language alone.',
      severity: 'error',
      from: { path: '^src/(crm|kernel)/', pathNot: specs },
      to: { path: 'node_modules', pathNot: 'node_modules/@types/' },
    },
    onlyFrom('bullmq-stays-behind-the-queues', 'Nobody else knows how jobs are kept.', 'bullmq', [
      '^src/(queue|processor|redis|schedule)/',
    ]),
    onlyFrom('sqlite-stays-in-memory', 'Only the local memory knows its store.', 'libsql', [
      '^src/memory/',
    ]),
    onlyFrom('postgres-stays-in-memory', 'Only its memory knows it.', 'pg', ['^src/memory/']),
    onlyFrom(
      'opentelemetry-stays-behind-the-tracer',
      'It is loaded only where traces are wanted.',
      '@opentelemetry',
      ['^src/observability/'],
    ),
    {
      name: 'browsers-load-nothing-else',
      comment: 'Pages are served from one folder, and run where there is no Node.',
      severity: 'error',
      from: { path: '^src/console/browser/', pathNot: specs },
      to: { pathNot: '^src/console/browser/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-code-in-src',
      comment: 'What ships must not need the tests, the simulator or the demo.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { path: '^(test|simulator|demo|bench)/' },
    },
    {
      name: 'simulator-knows-nothing-of-us',
      comment: 'A simulator that shared our code would share its mistakes.',
      severity: 'error',
      from: { path: '^simulator/' },
      to: { path: '^src/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'It would be missing in production.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing fails at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
