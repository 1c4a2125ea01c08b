import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';

import { DeliveryLog } from './delivery-log.js';
import { IngressLimit } from './ingress-limit.js';
import { Reception } from './reception.js';
import { WebhookController } from './webhook.controller.js';

/** Receives Zoho's deliveries: guard (authentic?), pipe (understood?), admission (queued). */
@Module({ controllers: [WebhookController], providers: [DeliveryLog, IngressLimit] })
export class WebhookModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(Reception).forRoutes({ path: 'webhooks/zoho', method: RequestMethod.POST });
  }
}
