import { randomUUID } from 'node:crypto';

import { type FakeCall, type FakeReply, type FakeState } from './fake-state.js';
import {
  FakeDataset,
  type FakeRow,
  type FakeRun,
  FakeRunError,
  type FakeUpload,
} from './fake-store.js';

type Json = Readonly<Record<string, unknown>>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The routes, with the answers that Cognee 1.6.5 gives. */
export class FakeCogneeApi {
  constructor(private readonly server: FakeState) {}

  async answer(call: FakeCall): Promise<FakeReply> {
    const { url } = call;
    const path = url.pathname.replace(/^\/api\/v1/, '').replace(/\/$/, '');
    const open = this.#open(path, call);
    if (open !== undefined) return open;
    if (!this.server.accepts(call.headers)) {
      return detail(401, 'Authentication required (auth posture: default (no env vars set)).');
    }
    return this.#route(path, call);
  }

  async #route(path: string, call: FakeCall): Promise<FakeReply> {
    const { method, url } = call;
    const parts = [...path.split('/'), '', '', '', '', ''];
    const [, place, id, kind, row, raw] = parts as [string, string, string, string, string, string];
    if (place === 'datasets' && id !== '' && !uuid.test(id)) return invalid('dataset_id');
    const routes: Readonly<Record<string, () => FakeReply | Promise<FakeReply>>> = {
      'GET /datasets': () => ok([...this.server.datasets.values()].map(shown)),
      'POST /datasets': () => ok(shown(this.#make(String(json(call)['name'])))),
      'GET /datasets/data': () => (raw === 'raw' ? this.#raw(id, row) : this.#rows(id, url)),
      'DELETE /datasets/data': () => this.#remove(id, row),
      'POST /add': () => this.#add(call),
      'POST /cognify': () => this.#cognify(json(call)),
      'GET /activity': () => this.#runs(url.searchParams.get('dataset_id') ?? ''),
      'POST /search': () => this.#search(json(call)),
    };
    const route = routes[`${method} /${place}${kind === '' ? '' : `/${kind}`}`];
    return route === undefined ? detail(404, 'Not Found') : route();
  }

  /** What needs no credential. */
  #open(path: string, call: FakeCall): FakeReply | undefined {
    if (path === '/health') return ok({ status: 'ready', health: 'healthy', version: '1.6.5' });
    if (path === '/openapi.json') return ok(description);
    return path === '/auth/login' ? this.#login(call) : undefined;
  }

  #login({ body }: FakeCall): FakeReply {
    const form = new URLSearchParams(body.toString());
    const { email, password } = this.server.login;
    if (form.get('username') !== email || form.get('password') !== password) {
      return detail(400, 'LOGIN_BAD_CREDENTIALS');
    }
    return ok({ access_token: this.server.issueToken(), token_type: 'bearer' });
  }

  #make(name: string): FakeDataset {
    const found = this.server.named(name);
    if (found !== undefined) return found;
    const made = new FakeDataset(randomUUID(), name);
    this.server.datasets.set(made.id, made);
    return made;
  }

  /** A page of them, newest first: a hundred where nothing else is asked for, a thousand at most. */
  #rows(id: string, { searchParams }: URL): FakeReply {
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) return forbidden('read');
    const limit = Number(searchParams.get('limit') ?? 100);
    const offset = Number(searchParams.get('offset') ?? 0);
    if (!(limit >= 1 && limit <= 1000)) return invalid('limit');
    const newestFirst = [...dataset.rows.values()].reverse();
    return ok(newestFirst.slice(offset, offset + limit).map((row) => listed(row, id)));
  }

  #raw(id: string, rowId: string): FakeReply {
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) return forbidden('read');
    const row = dataset.rows.get(rowId);
    if (row !== undefined) return { status: 200, body: undefined, text: row.text };
    return detail(404, `Data (${rowId}) not found in dataset (${id}). [DataNotFoundError]`);
  }

  async #remove(id: string, rowId: string): Promise<FakeReply> {
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) {
      return detail(401, `Dataset ${id} not accessible. [UnauthorizedDataAccessError]`);
    }
    return dataset.locked(() => {
      const row = dataset.rows.get(rowId);
      dataset.rows.delete(rowId);
      if (row !== undefined) this.server.onRow('removed', row, dataset);
      return ok(null);
    });
  }

  async #add({ body, headers }: FakeCall): Promise<FakeReply> {
    const type = { headers: { 'content-type': headers['content-type'] ?? '' } };
    const form = await new Response(new Uint8Array(body), type).formData();
    const dataset = this.server.datasets.get(textIn(form, 'datasetId'));
    if (dataset === undefined) return forbidden('write');
    const files = form.getAll('data') as File[];
    const labels = JSON.parse(textIn(form, 'labels')) as string[];
    if (labels.length !== files.length) {
      const counts = `got ${labels.length} labels for ${files.length} items`;
      return detail(400, `Provide one label per data item: ${counts}. [LabelCountMismatchError]`);
    }
    const metadata = JSON.parse(textIn(form, 'external_metadata')) as Json[];
    const tags = form.getAll('node_set').map(String);
    const uploads = await Promise.all(
      files.map(async (file, at): Promise<FakeUpload> => {
        const { name } = file;
        const label = labels[at] ?? '';
        return {
          name,
          label,
          metadata: { ...metadata[at], node_set: tags },
          tags,
          text: await file.text(),
        };
      }),
    );
    return dataset.locked(() => this.#store(dataset, uploads));
  }

  #store(dataset: FakeDataset, uploads: readonly FakeUpload[]): FakeReply {
    const { unstorablePhrase: phrase } = this.server;
    if (phrase !== undefined && uploads.some(({ text }) => text.includes(phrase))) {
      return failure(500, 'Internal server error', 'IngestionError: no loader takes this file');
    }
    const about = { dataset_id: dataset.id, dataset_name: dataset.name, payload: null };
    const added = uploads.map((upload) => {
      const { id, isNew } = dataset.add(upload);
      const row = dataset.rows.get(id);
      if (isNew && row !== undefined) this.server.onRow('added', row, dataset);
      const status = isNew ? 'PipelineRunCompleted' : 'PipelineRunAlreadyCompleted';
      return { run_info: { status, ...about }, data_id: id };
    });
    return ok({ status: 'PipelineRunCompleted', ...about, data_ingestion_info: added });
  }

  async #cognify(payload: Json): Promise<FakeReply> {
    const [id = ''] = payload['dataset_ids'] as string[];
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) return forbidden('write');
    const about = { dataset_id: id, dataset_name: dataset.name };
    return new Promise((resolve) => {
      // In the background, too, it begins only once the dataset's lock is free.
      void dataset.locked(async () => {
        const run = dataset.startRun();
        if (payload['run_in_background'] === true) {
          const status = 'PipelineRunStarted';
          resolve(ok({ [id]: { status, pipeline_run_id: run.id, ...about, payload: [] } }));
        }
        const error = await this.#index(dataset, run);
        if (error === undefined)
          resolve(ok({ [id]: { status: 'PipelineRunCompleted', ...about } }));
        else resolve(failure(error.status, error.title, error.message));
      });
    });
  }

  /** A run is one whole: where a document fails, none of it stays. */
  async #index(dataset: FakeDataset, run: FakeRun): Promise<FakeRunError | undefined> {
    const waiting = [...dataset.rows.values()].filter((row) => !row.indexed);
    if (!(await this.server.work())) return undefined;
    this.server.indexedDocuments += waiting.length;
    run.createdAt = new Date().toISOString();
    const error = waiting.length === 0 ? undefined : this.#failureOf(waiting);
    run.status = error === undefined ? 'COMPLETED' : 'ERRORED';
    run.errorClass = error?.errorClass ?? null;
    if (error === undefined) for (const row of waiting) row.indexed = true;
    return error;
  }

  #failureOf(rows: readonly FakeRow[]): FakeRunError | undefined {
    const { modelFailure, refusedPhrase: phrase } = this.server;
    if (modelFailure !== undefined) {
      const { status, title, errorClass, words } = modelFailure;
      return new FakeRunError(status, title, errorClass, words);
    }
    if (phrase === undefined || !rows.some(({ text }) => text.includes(phrase))) return undefined;
    const words = `litellm.NotFoundError: The model refuses a text that holds ${phrase}`;
    return new FakeRunError(500, 'Internal server error', 'NotFoundError', words);
  }

  #runs(id: string): FakeReply {
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) return forbidden('read');
    const rows = dataset.runs.map((run) => ({
      id: randomUUID(),
      pipeline_name: 'cognify_pipeline',
      pipeline_run_id: run.id,
      status: `DATASET_PROCESSING_${run.status}`,
      error_class: run.errorClass,
      created_at: run.createdAt,
    }));
    return ok(rows.slice(0, 50));
  }

  #search(payload: Json): FakeReply {
    const [id = ''] = payload['dataset_ids'] as string[];
    const dataset = this.server.datasets.get(id);
    if (dataset === undefined) return forbidden('read');
    if (![...dataset.rows.values()].some((row) => row.indexed)) {
      return detail(404, `No searchable memory in dataset '${dataset.name}'. [NoDataError]`);
    }
    if (payload['search_type'] === 'GRAPH_COMPLETION') {
      const answer = `The graph says of: ${String(payload['query'])}`;
      return ok([{ dataset_id: id, dataset_name: dataset.name, search_result: [answer] }]);
    }
    const tags = (payload['node_name'] ?? []) as string[];
    const found = dataset.search(String(payload['query']), Number(payload['top_k']), tags);
    const chunks = found.map(({ row, distance }) => ({
      id: randomUUID(),
      type: 'IndexSchema',
      belongs_to_set: row.tags,
      text: row.text,
      document_id: row.id,
      document_name: row.name.replace(/\.md$/, ''),
      chunk_index: 0,
      external_metadata: JSON.stringify(row.metadata),
      score: distance,
    }));
    return ok([{ dataset_id: id, dataset_name: dataset.name, search_result: chunks }]);
  }
}

const description = {
  info: { title: 'Cognee API', version: '1.0.0' },
  components: {
    schemas: {
      Body_add_api_v1_add_post: { properties: { external_metadata: { type: 'string' } } },
    },
  },
};

function shown({ id, name }: FakeDataset): Json {
  return { id, name, createdAt: '2026-01-01T00:00:00Z', updatedAt: null, ownerId: 'owner' };
}

function listed({ id, name, label, metadata }: FakeRow, datasetId: string): Json {
  return {
    id,
    name,
    extension: 'txt',
    mimeType: 'text/plain',
    datasetId,
    label,
    externalMetadata: metadata,
  };
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '[]';
}

function json({ body }: FakeCall): Json {
  return JSON.parse(body.toString()) as Json;
}

function ok(body: unknown): FakeReply {
  return { status: 200, body };
}

function detail(status: number, text: string): FakeReply {
  return { status, body: { detail: text } };
}

function failure(status: number, error: string, text: string): FakeReply {
  return { status, body: { error, detail: text } };
}

function forbidden(permission: string): FakeReply {
  const text = `Request owner does not have necessary permission: [${permission}] for all datasets requested.`;
  return detail(403, `${text} [PermissionDeniedError]`);
}

function invalid(name: string): FakeReply {
  const problem = {
    type: 'uuid_parsing',
    loc: ['path', name],
    msg: 'Input should be a valid UUID',
  };
  return { status: 400, body: { detail: [problem], body: null } };
}
