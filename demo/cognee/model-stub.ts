import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import { answerFor, embeddingOf, summaryOf } from './model-answers.js';

type Json = Readonly<Record<string, unknown>>;

/** How often the models were asked. */
export interface ModelCalls {
  readonly completions: number;
  readonly embeddings: number;
}

/**
 * A language model and an embedding model as OpenAI serves them, on loopback: the answers are made of the question, and
 * the same question has the same answer. It understands nothing; it lets Cognee run, and counts what it costs.
 */
export interface ModelStub {
  /** What Cognee takes for `LLM_ENDPOINT` and `EMBEDDING_ENDPOINT`. */
  readonly url: string;
  calls(): ModelCalls;
  /** From now on a text that holds this phrase is refused, for good; undefined: none is. */
  refuse(phrase: string | undefined): void;
  /** From now on every answer takes this long. */
  slowDown(latencyMs: number): void;
  /** From now on every call is refused as one over a spending limit, until told otherwise. */
  exhaustBudget(exhausted: boolean): void;
  close(): Promise<void>;
}

interface Behaviour {
  refused: string | undefined;
  latencyMs: number;
  budgetExhausted: boolean;
  completions: number;
  embeddings: number;
}

export async function startModelStub(): Promise<ModelStub> {
  const behaviour: Behaviour = {
    refused: undefined,
    latencyMs: 0,
    budgetExhausted: false,
    completions: 0,
    embeddings: 0,
  };
  const server = createServer((request, response) => {
    answer(behaviour, request, response).catch((error: unknown) => {
      send(response, 500, { error: { message: String(error), type: 'server_error' } });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calls: () => ({ completions: behaviour.completions, embeddings: behaviour.embeddings }),
    refuse: (phrase) => {
      behaviour.refused = phrase;
    },
    slowDown: (latencyMs) => {
      behaviour.latencyMs = latencyMs;
    },
    exhaustBudget: (exhausted) => {
      behaviour.budgetExhausted = exhausted;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  behaviour: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await json(request)) as Json;
  const embeds = request.url?.endsWith('/embeddings') === true;
  if (embeds) behaviour.embeddings += 1;
  else behaviour.completions += 1;
  if (behaviour.latencyMs > 0) {
    await new Promise((resolve) => setTimeout(resolve, behaviour.latencyMs));
  }
  if (behaviour.budgetExhausted) {
    const message = 'Budget has been exceeded! Current cost: 1.0, Max budget: 1.0';
    send(response, 400, { error: { message, type: 'budget_exceeded', code: '400' } });
    return;
  }
  if (embeds) send(response, 200, embeddings(body));
  else complete(behaviour, body, response);
}

function complete(behaviour: Behaviour, body: Json, response: ServerResponse): void {
  const text = questionOf(body);
  if (behaviour.refused !== undefined && text.includes(behaviour.refused)) {
    // 404 is what Cognee doesn't try again for four minutes.
    const message = `The model refuses a text that holds ${behaviour.refused}`;
    send(response, 404, { error: { message, type: 'invalid_request_error', code: 'refused' } });
    return;
  }
  send(response, 200, {
    id: 'stub',
    object: 'chat.completion',
    created: 0,
    model: body['model'],
    choices: [{ index: 0, finish_reason: 'stop', message: messageFor(body, text) }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  });
}

/** Structured output is asked for as a function to call or as a schema to answer in. */
function messageFor(body: Json, text: string): Json {
  const tools = body['tools'] as readonly { readonly function: Json }[] | undefined;
  const tool = tools?.[0]?.function;
  if (tool !== undefined) {
    const value = JSON.stringify(answerFor(tool['parameters'] as Json, text));
    const call = { name: tool['name'], arguments: value };
    return {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call', type: 'function', function: call }],
    };
  }
  const format = body['response_format'] as { readonly json_schema?: Json } | undefined;
  const schema = format?.json_schema?.['schema'] as Json | undefined;
  const content = schema === undefined ? summaryOf(text) : JSON.stringify(answerFor(schema, text));
  return { role: 'assistant', content };
}

function questionOf(body: Json): string {
  const messages = body['messages'] as readonly {
    readonly role: string;
    readonly content: unknown;
  }[];
  return messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)))
    .join('\n');
}

function embeddings(body: Json): Json {
  const { input } = body;
  const texts = (Array.isArray(input) ? input : [input]).map(String);
  const inBase64 = body['encoding_format'] === 'base64';
  const data = texts.map((text, index) => {
    const vector = embeddingOf(text);
    const embedding = inBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector];
    return { object: 'embedding', index, embedding };
  });
  return {
    object: 'list',
    data,
    model: body['model'],
    usage: { prompt_tokens: 1, total_tokens: 1 },
  };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
