import { Module } from '@nestjs/common';

import { Ledger } from './ledger.js';
import { ProvenTimes } from './proven-times.js';

/** What memory holds, per record. */
@Module({ providers: [Ledger, ProvenTimes], exports: [Ledger, ProvenTimes] })
export class LedgerModule {}
