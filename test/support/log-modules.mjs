/** With `--import`: writes every package that the process loads something of to stderr, as `loaded <package>`, once. */
import { writeSync } from 'node:fs';
import * as nodeModule from 'node:module';

const told = new Set();

function tell(url) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (name === undefined || told.has(name)) return;
  told.add(name);
  writeSync(2, `loaded ${name}\n`);
}

export async function load(url, context, next) {
  tell(url);
  return next(url, context);
}

// In Node 20 hooks live in a thread of their own, for which this file is loaded again: as their source, not to begin.
if (nodeModule.registerHooks !== undefined) {
  nodeModule.registerHooks({
    load: (url, context, next) => {
      tell(url);
      return next(url, context);
    },
  });
} else if (!import.meta.url.endsWith('#hooks')) {
  nodeModule.register(`${import.meta.url}#hooks`);
}
