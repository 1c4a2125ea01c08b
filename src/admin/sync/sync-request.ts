import { BadRequestException } from '@nestjs/common';

import { type ApiModule, apiModulesOf, moduleFromName } from '../../crm/modules.js';
import { isRecordId, type RecordRef } from '../../crm/record-ref.js';
import { anything } from '../../kernel/shape.js';
import { fieldsFrom, flagField } from '../request-fields.js';

/** What is to be synced. */
export type WantedSync =
  | {
      readonly kind: 'modified' | 'full';
      readonly apis: readonly ApiModule[];
      /** Only says what it would cost. */
      readonly dryRun: boolean;
    }
  | { readonly kind: 'record'; readonly ref: RecordRef };

// Checked by what they are for, below.
const any = { shape: anything, says: 'must be there' };
const syncFields = { kind: any, module: any, record_id: any, dry_run: flagField };

/**
 * `{"kind":"modified"|"full","module"?,"dry_run"?}` or `{"kind":"record","module","record_id"}`; all synced modules where none is
 * named. @throws BadRequestException naming the wrong field
 */
export function wantedSyncFrom(body: unknown, synced: readonly ApiModule[]): WantedSync {
  const given = fieldsFrom(body ?? {}, syncFields);
  const { kind, module, record_id: id, dry_run: dryRun } = given;
  switch (kind) {
    case 'modified':
    case 'full':
      if (id !== undefined) throw new BadRequestException(['record_id goes with the kind record']);
      return {
        kind,
        apis: module === undefined ? synced : syncedApisFrom(module, synced),
        dryRun: dryRun === true,
      };
    case 'record':
      if (dryRun !== undefined) {
        throw new BadRequestException(['dry_run goes with the kinds modified and full']);
      }
      return { kind, ref: refFrom(module, id, synced) };
    default:
      throw new BadRequestException(['kind must be one of modified, full, record']);
  }
}

/** Those that a name means. @throws BadRequestException naming those that are synced, for any other */
export function syncedApisFrom(name: unknown, synced: readonly ApiModule[]): readonly ApiModule[] {
  const meant = moduleFromName(name);
  const named = meant?.api === undefined ? meant && apiModulesOf(meant.module) : [meant.api];
  const apis = named?.filter((api) => synced.includes(api)) ?? [];
  if (apis.length > 0) return apis;
  throw new BadRequestException([`module must be one of ${synced.join(', ')}`]);
}

function refFrom(name: unknown, id: unknown, synced: readonly ApiModule[]): RecordRef {
  syncedApisFrom(name, synced);
  const meant = moduleFromName(name);
  if (meant !== undefined && isRecordId(id)) return { ...meant, id };
  throw new BadRequestException(['record_id must be 1 to 64 letters, digits, `_` or `-`']);
}
