import { Module } from '@nestjs/common';

import { MemoryModule } from '../memory/memory.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { ChannelsController } from './channels.controller.js';
import { MemoryController } from './memory.controller.js';

/** The routes by which the service is operated; each asks for the admin token. */
@Module({
  imports: [MemoryModule, RegistrationModule],
  controllers: [MemoryController, ChannelsController],
})
export class AdminModule {}
