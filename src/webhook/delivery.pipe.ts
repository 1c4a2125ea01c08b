import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

import { Settings } from '../config/settings.js';
import { type ChangeEvent } from '../crm/change-event.js';
import { type CrmModule } from '../crm/modules.js';
import { sha256 } from '../kernel/signing.js';
import { readBody } from './formats/read-body.js';
import { RawBody } from './raw-body.js';

/** A body that was understood. */
export interface UnderstoodBody {
  readonly changes: readonly ChangeEvent[];
  readonly isNotification: boolean;
  /** SHA-256 of the raw body, hex. */
  readonly digest: string;
}

/** Turns an authentic body into the changes it tells of. @throws BadRequestException naming each wrong field */
@Injectable()
export class DeliveryPipe implements PipeTransform<unknown, UnderstoodBody> {
  readonly #synced: readonly CrmModule[];

  constructor(settings: Settings) {
    this.#synced = settings.queue.modules;
  }

  transform(body: unknown): UnderstoodBody {
    if (!(body instanceof RawBody)) throw new BadRequestException(['the body is missing']);
    const reading = readBody(body, this.#synced);
    if (reading.status === 'invalid') throw new BadRequestException(reading.problems);
    const { changes, isNotification } = reading;
    return { changes, isNotification, digest: sha256(body.bytes).toString('hex') };
  }
}
