import { type CrmModule } from '../../../crm/modules.js';
import { type JsonObject, jsonObject } from '../../../kernel/json.js';
import { text } from '../../../kernel/shape.js';
import { type MemoryDocument } from '../../memory-document.js';
import { type CogneeCounters } from '../cognee-counters.js';
import { factsFrom, fileNameOf, fileTextOf, metadataOf } from '../cognee-document.js';
import {
  chunksIn,
  type DatasetRow,
  type FoundChunk,
  type PipelineRun,
  requiredList,
  requiredText,
  runStateOf,
  unreadable,
} from './cognee-answers.js';
import { CogneeError } from './cognee-error.js';
import { type CogneeHttp } from './cognee-http.js';
import { versionAt } from './cognee-version.js';
import { nodeSetOf } from './node-set.js';

const readTimeoutMs = 60_000;
/** A change waits for Cognee's own lock on the dataset, which a run holds from beginning to end. */
const changeTimeoutMs = 280_000;
const runsShown = 100;
/** The most that Cognee gives at once. */
const rowsPerPage = 1000;

/** Cognee's REST API, as far as a memory needs it; every answer is checked. Written against 1.6.5. */
export class CogneeApi {
  constructor(
    private readonly http: CogneeHttp,
    private readonly counters: CogneeCounters,
  ) {}

  /** Cognee's version. @throws CogneeError where what answers is too old to keep metadata with a document */
  probe(): Promise<string> {
    return versionAt(this.http);
  }

  /** The id of a dataset of ours; undefined where there is none of that name. */
  async findDataset(name: string): Promise<string | undefined> {
    const subject = 'the list of datasets';
    const answer = await this.http.request({
      method: 'GET',
      path: '/api/v1/datasets',
      subject,
      timeoutMs: readTimeoutMs,
    });
    const found = requiredList(answer, subject).find((entry) => entry['name'] === name);
    return found === undefined ? undefined : requiredText(found['id'], subject);
  }

  /** The id of the dataset, which is made where it isn't there. */
  async makeDataset(name: string): Promise<string> {
    const subject = `dataset ${name}`;
    const body = { name };
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/v1/datasets',
      body,
      subject,
      timeoutMs: readTimeoutMs,
    });
    return requiredText(jsonObject(answer)['id'], subject);
  }

  /**
   * Stores documents of one module, because tags are of the call; no model is asked. Their ids, in order. Equal bytes are one document: sending one again gives the
   * id it had, so a call without an answer may be repeated.
   */
  async add(
    dataset: string,
    module: CrmModule,
    documents: readonly MemoryDocument[],
    storedAtMs: number,
  ): Promise<readonly string[]> {
    const subject = `${documents.length} documents`;
    const form = new FormData();
    for (const document of documents) {
      const file = new Blob([fileTextOf(document)], { type: 'text/markdown' });
      form.append('data', file, fileNameOf(document));
    }
    form.append('datasetId', dataset);
    form.append('node_set', 'zoho');
    form.append('node_set', nodeSetOf(module));
    form.append('labels', JSON.stringify(documents.map(({ key }) => key)));
    const metadata = documents.map((document) => metadataOf(document, storedAtMs));
    form.append('external_metadata', JSON.stringify(metadata));
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/v1/add',
      body: form,
      subject,
      timeoutMs: changeTimeoutMs,
    });
    const added = requiredList(jsonObject(answer)['data_ingestion_info'], subject);
    if (added.length !== documents.length) throw unreadable(subject);
    this.counters.added += documents.length;
    return added.map((entry) => requiredText(entry['data_id'], subject));
  }

  /** Removes a document with its graph and vectors; also where it isn't there. */
  async remove(dataset: string, ref: string): Promise<void> {
    const path = `/api/v1/datasets/${dataset}/data/${encodeURIComponent(ref)}`;
    const subject = `document ${ref}`;
    await this.http.request({ method: 'DELETE', path, subject, timeoutMs: changeTimeoutMs });
    this.counters.removed += 1;
  }

  /**
   * All documents of the dataset, page by page: without a limit Cognee lists a hundred. Only for the holder of the dataset:
   * what is added or removed meanwhile would move documents between pages.
   */
  async list(dataset: string): Promise<readonly DatasetRow[]> {
    const rows = new Map<string, DatasetRow>();
    for (let offset = 0; ; offset += rowsPerPage) {
      const page = await this.#listPage(dataset, offset);
      const before = rows.size;
      for (const row of page) rows.set(row.ref, row);
      // A release that knows no pages gives everything every time.
      if (page.length < rowsPerPage || rows.size === before) return [...rows.values()];
    }
  }

  async #listPage(dataset: string, offset: number): Promise<readonly DatasetRow[]> {
    const subject = 'the documents of the dataset';
    const path = `/api/v1/datasets/${dataset}/data?limit=${rowsPerPage}&offset=${offset}`;
    const answer = await this.http.request({
      method: 'GET',
      path,
      subject,
      timeoutMs: changeTimeoutMs,
    });
    return requiredList(answer, subject).map((row) => ({
      ref: requiredText(row['id'], subject),
      facts: factsFrom(row['externalMetadata']),
    }));
  }

  /** The text of a document; undefined where there is none. */
  async text(dataset: string, ref: string): Promise<string | undefined> {
    const path = `/api/v1/datasets/${dataset}/data/${encodeURIComponent(ref)}/raw`;
    const subject = `document ${ref}`;
    try {
      const get = { method: 'GET', path, subject, timeoutMs: readTimeoutMs, asText: true } as const;
      return String(await this.http.request(get));
    } catch (error) {
      if (error instanceof CogneeError && error.code === 'memory.not_found') return undefined;
      throw error;
    }
  }

  /** Begins to index what isn't indexed yet, and returns at once with the id of the run. */
  async startCognify(dataset: string): Promise<string> {
    this.counters.cognifyRuns += 1;
    const subject = 'cognify';
    const body = { dataset_ids: [dataset], run_in_background: true };
    const answer = await this.http.request({
      method: 'POST',
      path: '/api/v1/cognify',
      body,
      subject,
      timeoutMs: changeTimeoutMs,
    });
    return requiredText(jsonObject(jsonObject(answer)[dataset])['pipeline_run_id'], subject);
  }

  /** Indexes what isn't indexed yet, to the end. @throws CogneeError with the words of the failure, which only this way gives */
  async cognifyNow(dataset: string): Promise<void> {
    this.counters.cognifyRuns += 1;
    const body = { dataset_ids: [dataset], run_in_background: false };
    await this.http.request({
      method: 'POST',
      path: '/api/v1/cognify',
      body,
      subject: 'cognify',
      timeoutMs: changeTimeoutMs,
      ignoreBody: true,
    });
  }

  /** What the activity list says of a run; undefined where it says nothing (any more). */
  async run(dataset: string, runId: string): Promise<PipelineRun | undefined> {
    const subject = 'the activity of the dataset';
    const query = `dataset_id=${dataset}&pipeline_name=cognify_pipeline&limit=${runsShown}`;
    const answer = await this.http.request({
      method: 'GET',
      path: `/api/v1/activity/pipeline-runs?${query}`,
      subject,
      timeoutMs: readTimeoutMs,
    });
    // A run has a row per step, newest first; a late row of progress may come after the last.
    const rows = requiredList(answer, subject).filter((row) => row['pipeline_run_id'] === runId);
    const [newest] = rows;
    if (newest === undefined) return undefined;
    const ended = rows.find((row) => /COMPLETED|ERRORED/.test(String(row['status'])));
    return {
      state: ended === undefined ? 'running' : runStateOf(ended),
      errorClass: text(ended?.['error_class']) ?? '',
      heardAt: String(newest['created_at']),
    };
  }

  /** The chunks nearest in meaning, best first; no model but the embedding one is asked. */
  async search(
    dataset: string,
    text: string,
    limit: number,
    module?: CrmModule,
  ): Promise<readonly FoundChunk[]> {
    const tags = module === undefined ? {} : { node_name: [nodeSetOf(module)] };
    const query = { search_type: 'CHUNKS', query: text, top_k: limit, ...tags };
    return chunksIn(await this.#find(dataset, query));
  }

  /** What Cognee's language model makes of the graph; undefined where there is none. */
  async complete(dataset: string, question: string): Promise<string | undefined> {
    const query = { search_type: 'GRAPH_COMPLETION', query: question };
    const [entry] = await this.#find(dataset, query);
    const results = entry?.['search_result'];
    return Array.isArray(results) ? text(results[0]) : undefined;
  }

  async #find(dataset: string, query: JsonObject): Promise<readonly JsonObject[]> {
    const subject = 'a search';
    const body = { ...query, dataset_ids: [dataset] };
    try {
      const answer = await this.http.request({
        method: 'POST',
        path: '/api/v1/search',
        body,
        subject,
        timeoutMs: readTimeoutMs,
      });
      return requiredList(answer, subject);
    } catch (error) {
      // So it answers while nothing has been indexed.
      if (error instanceof CogneeError && error.words.includes('NoDataError')) return [];
      throw error;
    }
  }
}
