import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { catchError, Observable, race } from 'rxjs';

import { Breaker } from '../redis/connection/breaker.js';
import { RedisConnections } from '../redis/redis-connections.js';
import { Unavailable } from './unavailable.js';

const retrySeconds = 5;

/**
 * For a route that asks Redis on somebody's behalf: while Redis doesn't answer, the answer is 503 with the reason, at
 * once, and so it is for whoever waits when that begins.
 */
@Injectable()
export class NeedsRedis implements NestInterceptor {
  readonly #breaker: Breaker;

  constructor(redis: RedisConnections) {
    this.#breaker = redis.breaker;
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (!this.#breaker.answers) throw this.#refusal();
    const answer = next.handle().pipe(
      catchError((error: unknown) => {
        throw this.#breaker.answers ? error : this.#refusal();
      }),
    );
    return race(answer, this.#silence());
  }

  #silence(): Observable<never> {
    return new Observable((subscriber) =>
      this.#breaker.onSilence(() => {
        subscriber.error(this.#refusal());
      }),
    );
  }

  #refusal(): Unavailable {
    return new Unavailable(this.#breaker.refusal.message, retrySeconds);
  }
}
