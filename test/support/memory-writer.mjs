// Writes documents to a local memory and prints each key once its write is acknowledged.
// Arguments: folder, first part of every id, number of documents (ids are used again and again), version.
import { writeSync } from 'node:fs';

import { LocalSink } from '../../dist/src/memory/local/local-sink.js';

const [folder, prefix, count, version] = process.argv.slice(2);
const sink = new LocalSink(folder);
const body = 'lorem ipsum dolor '.repeat(30);

for (let number = 0; number < Number(count); number += 5) {
  const writes = [0, 1, 2, 3, 4].map((offset) => {
    const id = `${prefix}${number + offset}`;
    const key = `Accounts/${id}`;
    const title = `Account ${id}`;
    const document = {
      key,
      module: 'Accounts',
      id,
      title,
      body,
      contentHash: 'x',
      version: Number(version),
    };
    return { document, knownRef: undefined };
  });
  const outcomes = await sink.upsert(writes);
  for (const [index, outcome] of outcomes.entries()) {
    const said = outcome.status === 'failed' ? outcome.error.code : outcome.status;
    writeSync(1, `${said} ${writes[index].document.key}\n`);
  }
}
await sink.close();
