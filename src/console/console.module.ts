import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { json } from 'express';

import { AccessModule } from '../access/access.module.js';
import { AskingModule } from '../asking/asking.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { ReconciliationModule } from '../reconciliation/reconciliation.module.js';
import { RegistrationModule } from '../registration/registration.module.js';
import { DaySamples } from './day/day-samples.js';
import { DaySampling } from './day/day-sampling.js';
import { DayController } from './day/day.controller.js';
import { LiveFeed } from './live/live-feed.js';
import { LiveController } from './live/live.controller.js';
import { LoginLinks } from './login/login-links.js';
import { SessionController } from './login/session.controller.js';
import { InstallationReads, OverviewReader } from './overview/overview-reader.js';
import { UpkeepReader } from './overview/upkeep-reader.js';
import { PageFiles } from './page-files.js';
import { PagesController } from './pages.controller.js';

const mostBodyBytes = 4096;

/**
 * The console: pages for people who operate the service, over the same services and routes as programs have. What it adds
 * is the way in for a browser, one stream of what changes, and the last day.
 */
@Module({
  imports: [
    AccessModule,
    AskingModule,
    InstallationModule,
    QueueModule,
    ReconciliationModule,
    RegistrationModule,
  ],
  controllers: [PagesController, SessionController, LiveController, DayController],
  providers: [
    DaySamples,
    DaySampling,
    InstallationReads,
    LiveFeed,
    LoginLinks,
    OverviewReader,
    PageFiles,
    UpkeepReader,
  ],
})
export class ConsoleModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(json({ limit: mostBodyBytes })).forRoutes(SessionController);
  }
}
