import { Module } from '@nestjs/common';

import { Ledger } from './ledger.js';

/** What memory holds, per record. */
@Module({ providers: [Ledger], exports: [Ledger] })
export class LedgerModule {}
