import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';

import { AdmissionModule } from '../admission/admission.module.js';
import { DocumentsModule } from '../documents/documents.module.js';
import { GapsModule } from '../gaps/gaps.module.js';
import { HttpModule } from '../http/http.module.js';
import { InstallationModule } from '../installation/installation.module.js';
import { DeliveryLog } from './delivery-log.js';
import { IngressLimit } from './ingress-limit.js';
import { Reception } from './reception.js';
import { WebhookController } from './webhook.controller.js';

/** Receives Zoho's deliveries: guard (authentic?), pipe (understood?), admission (queued). */
@Module({
  imports: [AdmissionModule, DocumentsModule, GapsModule, HttpModule, InstallationModule],
  controllers: [WebhookController],
  providers: [DeliveryLog, IngressLimit],
})
export class WebhookModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(Reception).forRoutes({ path: 'webhooks/zoho', method: RequestMethod.POST });
  }
}
