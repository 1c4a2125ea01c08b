import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { loginLink } from '../src/access/login-link.js';
import { Secret } from '../src/kernel/secret.js';
import { heading } from './page.js';
import { type Stage } from './stage.js';

const ofCommands = /^(REDIS_URL|ADMIN_TOKEN|WEBHOOK_SECRET|WEBHOOK_BASE_URL|ZOHO_|MEMORY_|COGNEE_)/;

/** The address that lets a browser into the console of the demo, once. */
export function consoleLink({ url, environment }: Stage): string {
  return loginLink(url, new Secret(environment['ADMIN_TOKEN'] ?? ''), Date.now());
}

/** Prints what can be tried while the demo stays up, and writes the settings that the commands need. */
export async function explainHowToGoOn(stage: Stage): Promise<void> {
  const { url, simulator, worker } = stage;
  const settings = await writeSettings(stage);
  heading('It stays up until Ctrl-C. Try, in another terminal, in this folder:');
  console.log(`
  . ${settings}
  curl -X POST ${simulator.url}/_sim/records/Accounts \\
    -d '{"Account_Name":"Fennec Ltd"}'
  npm run -s cli -- memory search Fennec
  npm run -s cli -- status
  npm run -s cli -- listen       # deliveries, and what becomes of them
  kill -9 ${String(worker.pid ?? 0).padEnd(22)} # the worker; nothing is lost

An assistant of yours asks at ${url}/mcp with $ADMIN_TOKEN: see
docs/asking.md. The console is open to whoever follows this link, once:

${consoleLink(stage)}
`);
}

/** Settings for a shell to read; only for whoever runs the demo, because secrets are among them. */
async function writeSettings({ environment, folder }: Stage): Promise<string> {
  const lines = Object.entries(environment)
    .filter(([name]) => ofCommands.test(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  const file = join(folder, 'settings.sh');
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return file;
}
