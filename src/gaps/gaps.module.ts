import { Module } from '@nestjs/common';

import { GapStore } from './gap-store.js';
import { PolledModules } from './polled-modules.js';
import { RefusalGaps } from './refusal-gaps.js';

const services = [GapStore, PolledModules, RefusalGaps];

/** What may have been missed, and what Zoho tells nothing of. */
@Module({ providers: services, exports: services })
export class GapsModule {}
