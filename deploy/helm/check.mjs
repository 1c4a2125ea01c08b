// Lints the chart, renders it with every set of values in `ci/` and checks what comes out against Kubernetes' schemas.
// Helm and kubeconform are built by Go, which takes minutes the first time; without Go, or the schemas, a check is
// skipped, by name.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const chart = join(here, 'zoho-webhook-sync');
const helm = 'helm.sh/helm/v4/cmd/helm@v4.3.1';
const kubeconform = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0';
/**
 * A folder of schemas, such as `kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict` of the Python package
 * `kubernetes-validate`.
 */
const schemas = process.env.KUBERNETES_SCHEMAS;
let failed = false;

/** What a program of Go's prints; undefined where it failed, which is told. */
function go(what, program, args, input) {
  const { status, stdout, stderr } = spawnSync('go', ['run', program, ...args], {
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 26,
  });
  console.log(`${status === 0 ? 'ok     ' : 'failed '} ${what}`);
  if (status === 0) return stdout;
  console.log(stdout, stderr);
  failed = true;
  return undefined;
}

function check(name) {
  const values = ['--values', join(here, 'ci', name)];
  go(`lint, ${name}`, helm, ['lint', '--strict', chart, ...values]);
  const rendered = go(`template, ${name}`, helm, ['template', 'crm-sync', chart, ...values]);
  if (rendered === undefined) return;
  if (schemas === undefined) {
    console.log(`skipped ${name} against schemas (needs KUBERNETES_SCHEMAS)`);
    return;
  }
  const location = join(schemas, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
  // Those of operators have no schema there.
  const args = [
    '-strict',
    '-summary',
    '-ignore-missing-schemas',
    '-schema-location',
    location,
    '-',
  ];
  go(`schemas, ${name}`, kubeconform, args, rendered);
}

if (spawnSync('go', ['version']).status === 0) {
  for (const name of readdirSync(join(here, 'ci'))) check(name);
} else {
  console.log('skipped: the chart (needs Go, for helm and kubeconform)');
}
process.exitCode = failed ? 1 : 0;
