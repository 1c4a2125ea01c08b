import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { json } from 'express';

import { MemoryModule } from '../memory/memory.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { ChannelsController } from './channels.controller.js';
import { DeadLettersController } from './dead-letters.controller.js';
import { MemoryController } from './memory.controller.js';

const mostBodyBytes = 16_384;

/** The routes by which the service is operated; each asks for the admin token. */
@Module({
  imports: [MemoryModule, RegistrationModule],
  controllers: [MemoryController, ChannelsController, DeadLettersController],
})
export class AdminModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(json({ limit: mostBodyBytes })).forRoutes(DeadLettersController);
  }
}
