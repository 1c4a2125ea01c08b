import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

import { BoundedHttpAdapter } from '../http/bounded-http-adapter.js';
import { DeliveryLog } from './delivery-log.js';
import { IngressLimit } from './ingress-limit.js';
import { Reception } from './reception.js';
import { WebhookController } from './webhook.controller.js';

/** Receives Zoho's deliveries: guard (authentic?), pipe (understood?), admission (queued). */
@Module({ controllers: [WebhookController], providers: [DeliveryLog, IngressLimit, Reception] })
export class WebhookModule implements NestModule {
  constructor(
    private readonly reception: Reception,
    private readonly host: HttpAdapterHost,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    const handlers = this.reception.handlers();
    const { httpAdapter } = this.host;
    if (httpAdapter instanceof BoundedHttpAdapter) {
      httpAdapter.direct.declare('POST', '/webhooks/zoho', handlers);
    }
    consumer.apply(...handlers).forRoutes({ path: 'webhooks/zoho', method: RequestMethod.POST });
  }
}
