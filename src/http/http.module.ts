import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';

import { ErrorFilter } from './error.filter.js';
import { ShutdownState } from './shutdown-state.js';

/** What all routes share: the shape of an error, and whether the process is on its way out. */
@Module({
  providers: [ShutdownState, { provide: APP_FILTER, useClass: ErrorFilter }],
  exports: [ShutdownState],
})
export class HttpModule {}
