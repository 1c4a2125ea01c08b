import { Controller, Get, Headers, Res, UseGuards } from '@nestjs/common';
import { type Response } from 'express';

import { AdminGuard, OnlyReads } from '../../access/admin.guard.js';
import { Unavailable } from '../../http/unavailable.js';
import { LiveFeed } from './live-feed.js';

const retrySeconds = 10;

/** The overview as it changes. */
@Controller('console/events')
@UseGuards(AdminGuard)
export class LiveController {
  constructor(private readonly feed: LiveFeed) {}

  /** Goes on while Redis is away: that is what it tells then. */
  @Get()
  @OnlyReads()
  follow(@Headers('last-event-id') lastId: string | undefined, @Res() response: Response): void {
    if (!this.feed.hasRoom) {
      throw new Unavailable('too many watch, or this process is about to end', retrySeconds);
    }
    this.feed.subscribe(response, lastId);
  }
}
