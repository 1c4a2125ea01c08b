import { Logger } from '@nestjs/common';
import { type NextFunction, type Request, type Response } from 'express';

/** What is logged of a delivery: ids, outcome, sizes; never its contents. */
export interface DeliveryTrace {
  eventId?: string;
  module?: string;
  kind?: string;
  records?: number;
  outcome?: string;
}

const logger = new Logger('Deliveries');

/** The notes on a request that its one log line is made of. */
export function traceOf(response: Response): DeliveryTrace {
  return (response.locals['delivery'] ??= {}) as DeliveryTrace;
}

/** Logs one event per delivery, once it is answered. */
export function logDelivery(_request: Request, response: Response, next: NextFunction): void {
  const startedAt = performance.now();
  response.once('finish', () => {
    const tookMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const status = response.statusCode;
    const entry = { event: 'delivery.received', status, tookMs, ...traceOf(response) };
    if (status >= 500) logger.warn(entry);
    else logger.log(entry);
  });
  next();
}
