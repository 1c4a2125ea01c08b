import { describe, expect, it } from '@jest/globals';

import { usualModules } from '../crm/modules.js';
import { queueNameOf, traceFromJob } from './record-job.js';

describe('queueNameOf', () => {
  it('gives every module a queue of its own, named without a colon', () => {
    const names = usualModules.map(queueNameOf);

    expect(names).toEqual(['accounts', 'contacts', 'deals', 'tasks', 'notes', 'activities']);
  });
});

describe('traceFromJob', () => {
  const trace = `00-${'a1'.repeat(16)}-${'b2'.repeat(8)}-01`;

  it('reads the span that a job was queued in', () => {
    expect(traceFromJob({ module: 'Deals', id: '1', trace })).toBe(trace);
  });

  it.each([
    [undefined],
    [null],
    [trace],
    [{ module: 'Deals', id: '1' }],
    [{ trace: 1 }],
    [{ trace: `${trace}-more` }],
    [{ trace: trace.toUpperCase() }],
  ])('finds none in %j', (data) => {
    expect(traceFromJob(data)).toBeUndefined();
  });
});
