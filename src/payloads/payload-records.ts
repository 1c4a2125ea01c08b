import { Injectable } from '@nestjs/common';

import { type ChangeEvent } from '../crm/change-event.js';
import { conversionFrom } from '../crm/conversion.js';
import { Settings } from '../config/settings.js';
import { type ApiModule, type CrmModule } from '../crm/modules.js';
import { recordKey, type RecordRef } from '../crm/record-ref.js';
import { type LoadOutcome, RecordSource } from '../crm/record-source.js';
import { AppError, retryNever } from '../kernel/app-error.js';
import { outlives, Tombstones } from '../ledger/tombstones.js';
import { PayloadStore } from './payload-store.js';
import { modifiedTimeOf, recordLimits, type StoredPayload } from './stored-payload.js';

/** Records as deliveries told of them: the source in payload mode, where there are no credentials to ask the CRM. */
@Injectable()
export class PayloadRecords extends RecordSource {
  constructor(
    private readonly store: PayloadStore,
    private readonly tombstones: Tombstones,
    private readonly settings: Settings,
  ) {
    super();
  }

  override async load(
    module: CrmModule,
    refs: readonly RecordRef[],
  ): Promise<readonly LoadOutcome[]> {
    return Promise.all(refs.map((ref) => this.#loadOne(module, ref)));
  }

  override async take(changes: readonly ChangeEvent[]): Promise<void> {
    const erased = await this.tombstones.among(changes.map(({ ref }) => ref));
    await this.store.merge(
      changes.filter(({ ref, data }) => {
        const tombstone = erased.get(recordKey(ref));
        return tombstone === undefined || outlives(tombstone, modifiedTimeOf(data));
      }),
    );
  }

  /** Of a parent that is merely named, nobody told. @throws the error of Redis */
  override async knows(ref: RecordRef): Promise<boolean> {
    return (await this.store.get(ref)) !== undefined;
  }

  /** Gone is what a delivery said to be deleted. */
  override areDeleted(_: CrmModule, refs: readonly RecordRef[]): Promise<readonly boolean[]> {
    return Promise.resolve(refs.map(() => true));
  }

  async #loadOne(module: CrmModule, ref: RecordRef): Promise<LoadOutcome> {
    const payload = await this.store.get(ref);
    if (payload?.deletedAtMs !== undefined) return { status: 'gone' };
    if (payload?.isTooLarge === true) return { status: 'failed', error: tooLarge(module, ref) };
    if (payload === undefined || Object.keys(payload.fields).length === 0) {
      return { status: 'failed', error: unknownContents(module, ref) };
    }
    const record = { module, api: this.#apiOf(ref, payload), id: ref.id, ...contentsOf(payload) };
    const conversion = conversionFrom(record);
    if (conversion !== undefined) return { status: 'gone', conversion };
    return { status: 'present', record, isLatestIgnored: payload.ignoredAtMs !== undefined };
  }

  #apiOf(ref: RecordRef, payload: Pick<RecordRef, 'api'>): ApiModule {
    const [usual = ref.module] = this.settings.queue.synced.apisOf(ref.module);
    return ref.api ?? payload.api ?? usual;
  }
}

function contentsOf({ fields, modifiedAtMs }: StoredPayload) {
  return { fields, modifiedAtMs: modifiedAtMs === 0 ? undefined : modifiedAtMs };
}

function unknownContents(module: CrmModule, ref: RecordRef): AppError {
  return new AppError(
    'payloads.unknown_contents',
    `No delivery has told what ${module}/${ref.id} holds. Without Zoho credentials memory knows only what deliveries ` +
      'carry: let the sender include the data, or set ZOHO_CLIENT_ID, ZOHO_CLIENT_SECRET and ZOHO_REFRESH_TOKEN.',
    { retry: retryNever },
  );
}

function tooLarge(module: CrmModule, ref: RecordRef): AppError {
  const { fields, bytes } = recordLimits;
  return new AppError(
    'payloads.too_large',
    `Deliveries tell more of ${module}/${ref.id} than a record may hold (${fields} fields, ${bytes / 1_000_000} MB): nothing ` +
      'of the last one was kept. Let the sender leave out fields, or text that nobody asks for, and send the record again.',
    { retry: retryNever },
  );
}
