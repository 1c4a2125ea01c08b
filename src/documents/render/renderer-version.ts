/**
 * Another number for every change after which a record reads otherwise, in its text or its facts: documents that an older
 * one made are then made anew, `SYNC_RENDER_PER_HOUR` of them. The golden documents tell when.
 */
export const rendererVersion = 2;
