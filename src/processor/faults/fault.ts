import { type AppError } from '../../kernel/app-error.js';

/**
 * Whose fault a failure is. One of a record uses up its attempts and ends in its dead letter; one of what the service
 * depends on as a whole uses up none: the module's queue waits and looks again. `crm_or_record` and `memory_or_record`
 * can be either: it is asked whether the CRM, or the memory, works for anything else.
 */
export type Fault =
  'record' | 'redis' | 'crm' | 'memory' | 'settings' | 'crm_or_record' | 'memory_or_record';

/** Every code that a run of a record may end with, and why it is whose fault. */
export const faults: Readonly<Record<string, readonly [fault: Fault, reason: string]>> = {
  'redis.unreachable': ['redis', 'nobody gets an answer'],
  'redis.loading': ['redis', 'it reads its data'],
  'redis.full': ['redis', 'it takes no writes of anybody'],
  'redis.read_only': ['redis', 'it takes no writes of anybody'],
  'redis.not_persisting': ['redis', 'it takes no writes of anybody'],
  'redis.replicas_short': ['redis', 'it keeps nothing as safely as it must, whatever it is of'],
  'redis.cluster_down': ['redis', 'a part of it serves nobody'],
  'redis.unauthorized': ['redis', 'it lets none of us in'],
  'redis.untrusted': ['redis', 'no connection can be made'],
  'redis.no_tls': ['redis', 'no connection can be made'],
  'redis.busy': ['redis', 'it answers nobody until a script has ended'],
  'queue.unknown_module': ['settings', 'its module is not in ZOHO_MODULES'],
  'queue.not_added': ['redis', 'it did not take a job, whatever that was for'],

  'zoho.rate_limited': ['crm', 'too many calls, whatever for'],
  'zoho.quota_exhausted': ['crm', 'no call is answered before credits come back'],
  'zoho.unauthorized': ['crm', 'the token is refused for everything'],
  'zoho.credentials_rejected': ['crm', 'there is no token for anything'],
  'zoho.token_throttled': ['crm', 'there is no token for anything'],
  'zoho.token_refused': ['crm', 'there is no token for anything'],
  'zoho.token_unavailable': ['crm', 'there is no token for anything'],
  'zoho.unavailable': [
    'crm_or_record',
    'Zoho answers 5xx to all, or to what this record does to it',
  ],
  'zoho.timeout': ['crm_or_record', 'Zoho hangs for all, or over this record'],
  'zoho.bad_answer': ['crm_or_record', 'a proxy answers all, or this record can not be read'],
  'zoho.refused': ['record', 'Zoho refuses this call and would again'],
  'zoho.scope_missing': [
    'settings',
    'the grant has to be changed by a person, and a replay ordered',
  ],
  'zoho.credentials_missing': ['settings', 'there is nothing to ask with, now and later'],

  'zoho.records_vanished': ['crm', 'many records are hidden at once, by a permission'],

  'memory.busy': ['memory', 'somebody holds its lock'],
  'memory.unavailable': ['memory', 'it can not be reached, or its disk is full'],
  'memory.corrupt': ['memory', 'no document can be written'],
  'memory.newer_schema': ['memory', 'no document can be written'],
  'memory.unauthorized': ['memory', 'it lets none of us in'],
  'memory.forbidden': ['memory', 'it lets none of us write'],
  'memory.budget': ['memory', 'its money is spent for all'],
  'memory.bad_answer': ['memory', 'what answers is not the memory'],
  'memory.dataset_gone': ['memory', 'what all documents are in is gone, and made anew'],
  'memory.another': ['memory', 'it is not the one that this installation writes'],
  'memory.unknown': ['memory', 'whose it is can not be said'],
  'memory.slow': ['memory', 'it does not finish what it was given'],
  'memory.no_answer': ['memory', 'it does not answer'],
  'memory.unsupported': ['memory', 'it can not do what is asked of it, for any document'],
  'memory.failed': ['memory_or_record', 'it fails at all, or at this document'],
  'memory.refused': ['record', 'it refuses this document and would again'],
  'memory.not_found': ['record', 'it does not know what this document is to replace'],
  'memory.not_indexable': ['record', 'it took this document and can make nothing of it'],

  'payloads.contended': ['record', 'too many changes of this record at once'],
  'payloads.unknown_contents': ['record', 'no delivery told what this record holds'],
  'payloads.too_large': ['record', 'deliveries told more of this record than one may hold'],
  'processor.lease_lost': ['record', 'another worker has this record'],
  'processor.stalled': ['record', 'this record takes its process down'],
  unexpected: ['record', 'nothing is known of it but the record that met it'],
};

/** What isn't in the table is a record's: it ends, and somebody sees it. */
export function faultOf({ code }: Pick<AppError, 'code'>): Fault {
  return faults[code]?.[0] ?? 'record';
}
