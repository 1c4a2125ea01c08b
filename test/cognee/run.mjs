// Runs the specs against a real Cognee. Where it can't be had, says so by name and ends well: nothing was tested.
import { spawnSync } from 'node:child_process';

import { installCognee, cogneeVersion } from '../../dist/demo/cognee/python.js';

const installation = await installCognee((line) => console.log(line));
if (installation.status === 'unavailable') {
  console.log(`SKIPPED: no test ran against cognee ${cogneeVersion}: ${installation.reason}`);
  process.exit(0);
}
const jest = [
  ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  ...[
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    'cognee',
    '--',
    ...process.argv.slice(2),
  ],
];
const { status } = spawnSync(process.execPath, jest, { stdio: 'inherit' });
process.exit(status ?? 1);
