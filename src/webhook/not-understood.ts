import { HttpException } from '@nestjs/common';

import { type Problem } from './formats/format.js';

/** An authentic delivery can't be taken as it is: 413 where it is more than one may hold, else 400. */
export class NotUnderstood extends HttpException {
  constructor(readonly problems: readonly Problem[]) {
    const status = problems.some(({ field }) => field.startsWith('limit_')) ? 413 : 400;
    super({ message: problems.map(({ text }) => text) }, status);
  }
}
