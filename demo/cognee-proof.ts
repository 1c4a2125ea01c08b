import { setTimeout as delay } from 'node:timers/promises';

import { type MemorySink } from '../src/memory/memory-sink.js';
import { type CogneeServer } from './cognee/cognee-server.js';

/** What the company said of itself during the script, and whether it should still be known at its end. */
const sayings = [
  { text: 'Managing Director', about: "Amara Okafor's title now", known: true },
  { text: 'Chief Operating Officer', about: 'her title before', known: false },
  { text: 'Warehouse Pilot', about: 'the deal that was deleted', known: false, module: 'Deals' },
] as const;

const indexesWithinMs = 120_000;

/** Shows what Cognee finds once it has indexed everything. @throws where an old version or a deleted record is found */
export async function proveCognee(
  memory: MemorySink,
  server: CogneeServer | undefined,
): Promise<void> {
  console.log('\nWhat search finds in Cognee, once it has indexed what was written:');
  for (const saying of sayings) {
    const titles = await untilFound(memory, saying);
    const found = titles.length === 0 ? 'nothing' : titles.join(', ');
    console.log(`  "${saying.text}" (${saying.about}): ${found}`);
  }
  if (server === undefined) return;
  const { completions } = server.models.calls();
  console.log(`Cognee asked its language model ${completions} times.\n`);
}

/** Titles of the documents that search finds and that hold the text. */
async function untilFound(
  memory: MemorySink,
  saying: (typeof sayings)[number],
): Promise<readonly string[]> {
  const deadline = Date.now() + indexesWithinMs;
  for (;;) {
    const titles = await titlesOf(memory, saying);
    if (titles.length > 0 === saying.known) return titles;
    if (Date.now() > deadline) {
      throw new Error(`Cognee ${saying.known ? "doesn't find" : 'still finds'} "${saying.text}".`);
    }
    await delay(500);
  }
}

async function titlesOf(
  memory: MemorySink,
  saying: (typeof sayings)[number],
): Promise<readonly string[]> {
  const modules = 'module' in saying ? { modules: [saying.module] } : {};
  const hits = await memory.search({ text: saying.text, limit: 10, ...modules });
  return hits.filter(({ excerpt }) => excerpt.includes(saying.text)).map(({ title }) => title);
}
