import { Logger } from '@nestjs/common';

import { type RecordKey, refFromKey } from '../../crm/record-ref.js';
import { networkCode } from '../../kernel/fetched.js';
import { appErrorFrom } from '../../kernel/app-error.js';
import { type Clock } from '../../kernel/clock.js';
import { type MemoryDocument } from '../memory-document.js';
import { type CogneeApi } from './api/cognee-api.js';
import { bodyFrom } from './cognee-document.js';
import { CogneeError } from './api/cognee-error.js';
import { type CogneeIndex } from './cognee-index.js';
import { DatasetAudit } from './dataset-audit.js';
import { type HeldVersion, type IndexEntry, succeed } from './index-entry.js';

/** One dataset: its documents in Cognee, and the index of them. Only the holder of the dataset may change it. */
export class CogneeDataset {
  readonly #logger = new Logger('Cognee');
  readonly #audit: DatasetAudit;
  #probed = false;

  constructor(
    readonly name: string,
    private readonly api: CogneeApi,
    readonly index: CogneeIndex,
    private readonly clock: Clock,
  ) {
    this.#audit = new DatasetAudit(api, index, clock);
  }

  /** The dataset's id, once the index can be trusted; both are made where they aren't there. @throws CogneeError */
  async ready(): Promise<string> {
    const { id, trusted } = await this.index.identity();
    if (id !== undefined && trusted) return id;
    await this.probe();
    const found =
      (await this.api.findDataset(this.name)) ?? (await this.api.makeDataset(this.name));
    if (id !== undefined && id !== found) await this.#forgetAll(id);
    await this.#audit.run(found);
    return found;
  }

  /** The dataset's id without changing anything; undefined where there is none. @throws CogneeError */
  async id(): Promise<string | undefined> {
    const { id } = await this.index.identity();
    return id ?? (await this.api.findDataset(this.name));
  }

  /** Brings the index into line with what Cognee lists. */
  async audit(): Promise<void> {
    const id = await this.ready();
    try {
      await this.#audit.run(id);
    } catch (error) {
      if (!(await this.isGone(id, error))) throw error;
      await this.ready();
    }
  }

  /** Whether an error comes of the dataset being gone; then the index has forgotten it. @throws CogneeError */
  async isGone(id: string, error: unknown): Promise<boolean> {
    return appErrorFrom(error).code === 'memory.forbidden' && !(await this.confirm(id));
  }

  /** That it is Cognee, and one we understand; asked once per process. @throws CogneeError */
  async probe(): Promise<void> {
    if (this.#probed) return;
    const version = await this.api.probe();
    this.#probed = true;
    this.#logger.log({ event: 'cognee.connected', version, dataset: this.name });
  }

  /**
   * Sends documents, and notes what each replaces. They wait for cognify from now on. Where the answer is lost, the index
   * is not trusted until it has been compared with what Cognee has: a later add that succeeds doesn't make up for it.
   */
  async add(
    id: string,
    documents: readonly {
      readonly document: MemoryDocument;
      readonly before: IndexEntry | undefined;
    }[],
  ): Promise<readonly string[]> {
    const [first] = documents;
    if (first === undefined) return [];
    const wasTrusted = await this.index.distrust();
    const restoreTrust = async (): Promise<void> => {
      if (wasTrusted) await this.index.trustAgain(id);
    };
    let refs: readonly string[];
    try {
      const sent = documents.map(({ document }) => document);
      refs = await this.api.add(id, first.document.module, sent, this.clock.now());
    } catch (error) {
      if (wasNotDone(error)) await restoreTrust();
      throw error;
    }
    const storedAtMs = this.clock.now();
    const changes = documents.map(({ document, before }, at) => {
      const next = versionFrom(document, refs[at] ?? '', storedAtMs);
      return { key: document.key, entry: succeed(before, next) };
    });
    await this.index.put(changes, storedAtMs);
    await restoreTrust();
    return refs;
  }

  /** Removes documents by Cognee's ids; done where they aren't there. */
  async remove(id: string, refs: readonly string[]): Promise<void> {
    for (const ref of refs) await this.api.remove(id, ref);
  }

  /** The body of what is held; undefined where Cognee has lost it. */
  async body(id: string, entry: IndexEntry): Promise<string | undefined> {
    if (entry.heldBody !== undefined) return entry.heldBody;
    const text = await this.api.text(id, entry.ref);
    return text === undefined ? undefined : bodyFrom(text, entry.contentHash);
  }

  /** Keeps a document out of Cognee for a while: it is in the index until `release` sends it again. */
  async holdBack(id: string, key: RecordKey, entry: IndexEntry): Promise<void> {
    const heldBody = await this.body(id, entry);
    if (heldBody === undefined) {
      await this.index.distrust();
      return;
    }
    const nowMs = this.clock.now();
    await this.index.put([{ key, entry: { ...entry, heldBody } }], nowMs);
    await this.api.remove(id, entry.ref);
    await this.index.put([{ key, entry: { ...entry, heldBody, ref: '' } }], nowMs);
  }

  /** Sends documents that were held back. */
  async release(
    id: string,
    held: readonly { readonly key: RecordKey; readonly entry: IndexEntry }[],
  ): Promise<void> {
    const modules = new Set(held.flatMap(({ key }) => refFromKey(key)?.module ?? []));
    for (const module of modules) {
      const documents = held.flatMap(({ key, entry }) => {
        const ref = refFromKey(key);
        if (ref?.module !== module) return [];
        const document = { ...entry, key, module, id: ref.id, body: entry.heldBody ?? '' };
        return [{ document, before: { ...entry, ref: '' } }];
      });
      await this.add(id, documents);
    }
  }

  /** Whether the dataset with this id is still there; where it isn't, the index forgets everything. */
  async confirm(id: string): Promise<boolean> {
    if ((await this.api.findDataset(this.name)) === id) return true;
    await this.#forgetAll(id);
    return false;
  }

  async #forgetAll(id: string): Promise<void> {
    const documents = await this.index.count();
    await this.index.clear();
    this.#logger.error({
      event: 'cognee.dataset_gone',
      dataset: this.name,
      datasetId: id,
      documents,
      remedy: 'it is made anew; a full comparison (sync full) writes its documents again',
    });
  }
}

/** Why a call found nobody to send to. */
const neverSent: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND'];

/** Refused, or never sent: the dataset is as it was. */
function wasNotDone(error: unknown): boolean {
  if (!(error instanceof CogneeError)) return false;
  if (error.code === 'memory.refused' || error.code === 'memory.unauthorized') return true;
  return error.code === 'memory.unavailable' && neverSent.includes(networkCode(error.cause));
}

function versionFrom(document: MemoryDocument, ref: string, storedAtMs: number): HeldVersion {
  const { version, contentHash, title } = document;
  return { ref, version, contentHash, title, storedAtMs, indexed: false };
}
