/** With `--import`: writes the file of every module that the process loads to stderr, as ` loaded <url>` lines. */
import { writeSync } from 'node:fs';
import * as nodeModule from 'node:module';

const note = (url) => writeSync(2, `loaded ${url}\n`);

if (nodeModule.registerHooks === undefined) {
  // Node 20: hooks live in a thread of their own, and see what is imported, not what is required by that.
  const hook = `import { writeSync } from 'node:fs';
    export async function load(url, context, next) { writeSync(2, 'loaded ' + url + '\\n'); return next(url, context); }`;
  nodeModule.register(`data:text/javascript,${encodeURIComponent(hook)}`);
} else {
  nodeModule.registerHooks({
    load: (url, context, next) => {
      note(url);
      return next(url, context);
    },
  });
}
