import { readFileSync } from 'node:fs';

import { as, type Form, wrong } from './form.js';

/** A path; the value is that, and what the file holds. */
export const namedFile: Form<{ readonly path: string; readonly text: string }> = {
  must: 'must be a file that can be read',
  read: (path) => {
    try {
      return { path, text: readFileSync(path, 'utf8') };
    } catch {
      return wrong;
    }
  },
};

/** A path; the value is what the file holds. */
export const textFile: Form<string> = as(namedFile, ({ text }) => text);
