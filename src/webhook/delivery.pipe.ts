import { Injectable, type PipeTransform } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { OrganisationKinds } from '../documents/organisation-kinds.js';
import { sha256 } from '../kernel/signing.js';
import { Problem } from './formats/format.js';
import { type Expected, readBody } from './formats/read-body.js';
import { RawBody } from './body/raw-body.js';
import { NotUnderstood } from './not-understood.js';

/** A body that was understood. */
export interface UnderstoodBody {
  readonly changes: readonly ChangeEvent[];
  /** Whether it is Zoho's own, which carries the time it was sent. */
  readonly isNotification: boolean;
  /** The parts of it that said nothing in the form they had. */
  readonly passedOver: readonly string[];
  /** How many created or changed records came without any data, where memory is made of these. */
  readonly withoutData: number;
  /** SHA-256 of the raw body, hex; of the URL's parameters where there is no body. */
  readonly digest: string;
}

/** Turns an authentic body into the changes it tells of. @throws NotUnderstood naming each wrong field */
@Injectable()
export class DeliveryPipe implements PipeTransform<unknown, UnderstoodBody> {
  readonly #expected: Expected;

  constructor(
    settings: Settings,
    private readonly kinds: OrganisationKinds,
  ) {
    const keepsFields = settings.zoho.credentials === undefined;
    const kindOf = kinds.kindOf.bind(kinds);
    this.#expected = { synced: settings.queue.synced, keepsFields, kindOf };
  }

  transform(body: unknown): UnderstoodBody {
    if (!(body instanceof RawBody))
      throw new NotUnderstood([new Problem('body', 'the body is missing')]);
    // Labels that become known meanwhile serve the next delivery: none waits for Zoho.
    void this.kinds.ready();
    const reading = readBody(body, this.#expected);
    if (reading.status === 'refused') throw new NotUnderstood(reading.problems);
    const { changes, isNotification, passedOver } = reading;
    const told = body.bytes.length > 0 ? body.bytes : body.urlParameters.toString();
    const withoutData = this.#expected.keepsFields ? changes.filter(tellsNothing).length : 0;
    return {
      changes,
      isNotification,
      passedOver,
      withoutData,
      digest: sha256(told).toString('hex'),
    };
  }
}

function tellsNothing({ kind, data }: ChangeEvent): boolean {
  return data === undefined && (kind === 'create' || kind === 'update');
}
