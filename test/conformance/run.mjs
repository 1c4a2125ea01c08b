// Runs the conformance tool of the Model Context Protocol against the service. Where it can't be had, says so by name and
// ends well: nothing was tested.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const version = '0.2.0-alpha.12';
/** The tool needs Node 22; the package brings its binary for a machine that has an older one. */
const nodeVersion = '22.23.5';
const isNewEnough = Number(process.versions.node.split('.')[0]) >= 22;
const nodePackage = `node-${process.platform}-${process.arch}`;

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const folder = join(cache, 'zoho-sync', `mcp-conformance-${version}`);
const tool = join(folder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const node = isNewEnough ? process.execPath : join(folder, 'node_modules', nodePackage, 'bin/node');

function install() {
  if (existsSync(tool) && existsSync(node)) return undefined;
  console.log(`Installing the conformance tool ${version} from npm into ${folder}.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packages = [`@modelcontextprotocol/conformance@${version}`];
  if (!isNewEnough) packages.push(`${nodePackage}@${nodeVersion}`);
  const flags = ['--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags, ...packages], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0 && existsSync(tool) && existsSync(node)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  return String(stderr).trim().split('\n').at(-1);
}

const reason = install();
if (reason !== undefined) {
  console.log(
    `SKIPPED: no test ran with the conformance tool ${version}: npm could not install it: ${reason}`,
  );
  process.exit(0);
}
const jest = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
jest.push('node_modules/jest/bin/jest.js', '--selectProjects', 'conformance', '--forceExit');
const { status } = spawnSync(process.execPath, jest, {
  stdio: 'inherit',
  env: { ...process.env, CONFORMANCE_NODE: node, CONFORMANCE_TOOL: tool },
});
process.exit(status ?? 1);
