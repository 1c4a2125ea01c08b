// Runs the specs against a real Cognee. Where it can't be had, says so by name and ends well: nothing was tested.
import { spawnSync } from 'node:child_process';

import { installCognee, cogneeVersion } from '../../dist/demo/cognee/python.js';

const installation = await installCognee((line) => console.log(line));
if (installation.status === 'unavailable') {
  console.log(`SKIPPED: no test ran against cognee ${cogneeVersion}: ${installation.reason}`);
  process.exit(0);
}
const specs = process.argv.slice(2);
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '--selectProjects',
  'cognee',
  '--',
  ...specs,
];
/** The demo shows the whole, and only where everything is asked for. */
const demo = ['--enable-source-maps', 'dist/demo/main.js', '--once', '--memory', 'cognee'];
for (const program of specs.length === 0 ? [jest, demo] : [jest]) {
  const { status } = spawnSync(process.execPath, program, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
