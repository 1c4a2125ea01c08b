import { parseArgs } from 'node:util';

import { isSimModule } from './records/modules.js';
import { type SimulatorOptions } from './options.js';
import { everyScope, metadataScopes } from './scopes.js';
import { ZohoSimulator } from './zoho-simulator.js';

const usage = `A simulated Zoho organisation on 127.0.0.1.

  --port N         8810; 0 for any free port
  --seed N         1; the same seed gives the same company
  --accounts N     40; 0 for an empty organisation
  --latency MS     0
  --credits N      API credits a day, 5000000
  --concurrency N  API calls at once, 20
  --refuse M,…     modules that refuse to be watched, e.g. Notes
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8810' },
    seed: { type: 'string', default: '1' },
    accounts: { type: 'string', default: '40' },
    latency: { type: 'string', default: '0' },
    credits: { type: 'string', default: '5000000' },
    concurrency: { type: 'string', default: '20' },
    refuse: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

function wholeNumber(name: 'port' | 'seed' | 'accounts' | 'latency' | 'credits' | 'concurrency') {
  const text = values[name];
  if (/^\d+$/.test(text)) return Number(text);
  console.error(`--${name} must be a whole number\n\n${usage}`);
  process.exit(1);
}

if (values.help) {
  console.log(usage);
  process.exit(0);
}

const accounts = wholeNumber('accounts');
const options: SimulatorOptions = {
  port: wholeNumber('port'),
  seed: wholeNumber('seed'),
  company: accounts === 0 ? 'empty' : accounts,
  latencyMs: wholeNumber('latency'),
  scopes: [...everyScope, ...metadataScopes],
  creditsLimit: wholeNumber('credits'),
  concurrencyLimit: wholeNumber('concurrency'),
  refusedWatchModules: values.refuse.split(',').filter(isSimModule),
};
const simulator = await ZohoSimulator.start(options);
const { clientId, clientSecret, refreshToken } = simulator.credentials;

console.log(`ZOHO_ACCOUNTS_URL=${simulator.url}
ZOHO_API_URL=${simulator.url}
ZOHO_CLIENT_ID=${clientId}
ZOHO_CLIENT_SECRET=${clientSecret}
ZOHO_REFRESH_TOKEN=${refreshToken}

# Control it at ${simulator.url}/_sim, for example:
#   curl -X POST ${simulator.url}/_sim/script
#   curl -X POST ${simulator.url}/_sim/records/Accounts -d '{"Account_Name":"Fennec Ltd"}'
#   curl -X POST ${simulator.url}/_sim/faults -d '{"match":{"path":"/crm/"},"times":3,"status":500,"code":"INTERNAL_ERROR"}'`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close();
  });
}
