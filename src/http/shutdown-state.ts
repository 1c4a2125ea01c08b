import { Injectable } from '@nestjs/common';

/** Whether the process is on its way out: not ready any more, takes no new work, finishes what it has. */
@Injectable()
export class ShutdownState {
  #shuttingDown = false;

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  begin(): void {
    this.#shuttingDown = true;
  }
}
