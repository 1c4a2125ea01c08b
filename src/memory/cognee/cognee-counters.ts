/** What Cognee has been asked for by this process since it started; each only grows. */
export class CogneeCounters {
  /** HTTP calls. */
  calls = 0;
  /** Documents sent. */
  added = 0;
  /** Documents not sent because Cognee holds them as they are. */
  unchanged = 0;
  /** Documents removed, older versions among them. */
  removed = 0;
  /** Indexing runs that were started, and of those how many failed. */
  cognifyRuns = 0;
  cognifyFailures = 0;
  /** Documents that Cognee can't index. */
  rejected = 0;
}
