import { Module } from '@nestjs/common';

import { MemoryModule } from '../memory/memory.module.js';
import { MemoryController } from './memory.controller.js';

/** The routes by which the service is operated; each asks for the admin token. */
@Module({ imports: [MemoryModule], controllers: [MemoryController] })
export class AdminModule {}
