// Writes what an installation is made of, as CycloneDX, to the file that is named (or sbom.cdx.json), and lists the licences.
// Ends with 1 where a package has none, or one that nobody has looked at.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/** Each asks for no more than its notice, which node_modules carries. */
const known = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

const [file = 'sbom.cdx.json'] = process.argv.slice(2);
const made = spawnSync('npm', ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
  shell: process.platform === 'win32',
});
if (made.status !== 0) {
  process.stderr.write(made.stderr);
  console.error('npm sbom failed: it needs npm 10 or later, and what `npm ci` installs');
  process.exit(1);
}
const { components } = JSON.parse(made.stdout);
const licences = new Map();
for (const component of components) {
  const licence = licenceOf(component);
  licences.set(licence, [...(licences.get(licence) ?? []), component]);
}
writeFileSync(file, made.stdout);

for (const [licence, packages] of [...licences].sort(([one], [other]) =>
  one.localeCompare(other),
)) {
  console.log(`${licence.padEnd(14)}${String(packages.length).padStart(4)}`);
}
console.log(`${components.length} packages, written to ${file}`);
for (const [licence, packages] of licences) {
  if (known.has(licence)) continue;
  const names = packages.map(({ name, version }) => `${name}@${version}`).join(', ');
  console.error(`${licence}: ${names}: see what it asks for, then add it to deploy/sbom.mjs`);
  process.exitCode = 1;
}

/** An SPDX id, or what else the package says. */
function licenceOf({ licenses = [] }) {
  const said = licenses.map(
    ({ license, expression }) => expression ?? license?.id ?? license?.name,
  );
  return said.length === 0 ? 'no licence' : said.join(' and ');
}
