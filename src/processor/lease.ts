/** The right to write a record's document: held by one job at a time, lost when the job seems dead to the others. */
export interface Lease {
  /** Renews the right. @throws LeaseLost when another job may have it by now */
  renew(): Promise<void>;
}
