import { type Overview } from '../overview/overview.js';

/** Whether what is shown is what is. */
export type Liveness = 'connecting' | 'live' | 'lost';

const comeBackAfterMs = 3000;

/** The one stream of the service, for as long as somebody is logged in. */
export class Live {
  #source: EventSource | undefined;
  #again: number | undefined;
  #last: Overview | undefined;

  constructor(
    private readonly onOverview: (overview: Overview) => void,
    private readonly onLiveness: (liveness: Liveness) => void,
  ) {}

  /** What was told last. */
  get last(): Overview | undefined {
    return this.#last;
  }

  start(): void {
    this.stop();
    this.onLiveness('connecting');
    const source = new EventSource('/console/events');
    this.#source = source;
    source.addEventListener('open', () => {
      this.onLiveness('live');
    });
    source.addEventListener('overview', ({ data }: MessageEvent<string>) => {
      this.#last = JSON.parse(data) as Overview;
      this.onLiveness('live');
      this.onOverview(this.#last);
    });
    source.addEventListener('error', () => {
      this.onLiveness('lost');
      // A browser comes back by itself unless it was refused.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#again = window.setTimeout(() => {
        this.start();
      }, comeBackAfterMs);
    });
  }

  stop(): void {
    window.clearTimeout(this.#again);
    this.#source?.close();
    this.#source = undefined;
  }
}
