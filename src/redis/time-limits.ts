/**
 * A connection on which nothing comes for so long, while commands wait, is ended: all that waits on it goes with it. Below
 * the second within which a sender must have its 503. A Redis at 400 ms is still served.
 */
export const failFastSilenceMs = 800;

/** A single command, on a connection that isn't silent. Its timer can't tell a slow Redis from a process that was busy. */
export const failFastTimeoutMs = 3000;

/** The longest that a worker waits for a job by one command; BullMQ's 10 s are too long to tell it from a dead one. */
export const longestBlockSeconds = 2;

/**
 * As `failFastSilenceMs`, for connections on which workers wait: longer than any command of ours takes. A dead host is
 * left within 10 s on all of them, though one connection may be used only after another was given up.
 */
export const patientSilenceMs = longestBlockSeconds * 1000 + 2500;

/** No connection is without a command for longer. */
export const longestIdleMs = 4000;
