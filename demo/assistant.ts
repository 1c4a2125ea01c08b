import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { setTimeout as delay } from 'node:timers/promises';

import { aside, heading, say, sayShort } from './page.js';
import { type Stage } from './stage.js';

const changeEveryMs = 200;
const thinksMs = 500;
const shownLines = 3;
/** Of records, in parentheses: for programs. */
const ids = / \(\w+\/\d+\)/g;

interface Question {
  /** As a person would put it to the assistant. */
  readonly words: string;
  /** What the assistant makes of it: a tool, and what it gives to it. */
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** Which lines of the answer say it; without it, those of a list. */
  readonly telling?: RegExp;
}

/** What every answer says of its age. */
interface Freshness {
  readonly pending: boolean;
  readonly proved_through: string | null;
}

const open = { field: 'open', op: '=', value: true };

function questionsAbout(account: string, deal: string): readonly Question[] {
  return [
    {
      words: 'Why did the robots stand still?',
      tool: 'search_crm',
      given: { query: 'robots stand still', limit: 2 },
    },
    {
      words: 'What belongs to Sahel Freight?',
      tool: 'related_records',
      given: { module: 'Accounts', id: account },
    },
    {
      words: 'Which open deals are the biggest?',
      tool: 'find_records',
      given: {
        module: 'Deals',
        where: [open],
        order_by: [{ field: 'Amount', dir: 'desc' }],
        limit: 3,
      },
    },
    {
      words: 'How much is open in each stage?',
      tool: 'aggregate_records',
      given: {
        module: 'Deals',
        measure: 'sum',
        field: 'Amount',
        group_by: ['Stage'],
        where: [open],
      },
    },
    {
      words: 'What is the deal Cold Chain worth? Ask the CRM if memory is older than 1 s.',
      tool: 'get_record',
      given: { module: 'Deals', id: deal, max_age: 1 },
      telling: /^- (Stage|Amount)/,
    },
  ];
}

/** An assistant asks memory over MCP, while somebody goes on changing a deal. @throws where an answer is an error */
export async function letAssistantAsk(stage: Stage): Promise<void> {
  const { simulator, url } = stage;
  const token = stage.environment['ADMIN_TOKEN'] ?? '';
  const headers = { authorization: `Bearer ${token}` };
  const client = new Client({ name: 'demo', version: '1' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }),
  );
  heading('An assistant asks over MCP, while somebody goes on changing a deal:');
  const changes = new GrowingDeal(stage);
  try {
    for (const question of questionsAbout(changes.account, changes.deal)) {
      await delay(thinksMs);
      await ask(client, question);
    }
  } finally {
    changes.stop();
    await client.close();
  }
  const amount = simulator.record('Deals', changes.deal)?.['Amount'];
  say(
    `Meanwhile the deal Cold Chain was changed ${changes.count} times, to ${String(amount)} at last.`,
  );
}

async function ask(
  client: Client,
  { words, tool, given, telling = /^- / }: Question,
): Promise<void> {
  const startedMs = performance.now();
  const answer = await client.callTool({ name: tool, arguments: { ...given } });
  const tookMs = Math.round(performance.now() - startedMs);
  const said = answer.content
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n');
  if (answer.isError === true) throw new Error(`${tool} answered: ${said}`);
  say(`"${words}"`, 2);
  const lines = said.split('\n').filter((line) => telling.test(line));
  for (const line of lines.slice(0, shownLines)) sayShort(line.replace(ids, ''), 4);
  const { freshness } = answer.structuredContent as { readonly freshness: Freshness };
  aside(`${tool}, ${tookMs} ms; ${ageOf(freshness)}`, 4);
}

function ageOf({ pending, proved_through: proved }: Freshness): string {
  const age = proved === null ? undefined : Math.max(0, Date.now() - Date.parse(proved)) / 1_000;
  const proof = age === undefined ? 'not proved yet' : `proved as of ${age.toFixed(0)} s ago`;
  return `${proof}, ${pending ? 'a change is on its way' : 'no change is on its way'}`;
}

/** A deal whose amount grows by a thousand again and again. */
class GrowingDeal {
  readonly account: string;
  readonly deal: string;
  count = 0;
  readonly #timer: NodeJS.Timeout;

  constructor({ simulator }: Stage) {
    const accounts = simulator.records('Accounts');
    const sahel = accounts.find((account) => account['Account_Name'] === 'Sahel Freight');
    if (sahel === undefined) throw new Error('The play made no account Sahel Freight.');
    this.account = sahel.id;
    let amount = 90_000;
    this.deal = simulator.createRecord('Deals', {
      Deal_Name: 'Cold Chain',
      Account_Name: { id: sahel.id },
      Stage: 'Qualification',
      Amount: amount,
    }).id;
    this.#timer = setInterval(() => {
      amount += 1_000;
      this.count += 1;
      simulator.updateRecord('Deals', this.deal, { Amount: amount });
    }, changeEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
