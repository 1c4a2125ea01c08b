import { describe, expect, it } from '@jest/globals';

import { shownText } from './shown-text.js';

describe('shownText', () => {
  it.each([
    ['Access Denied', 'Access Denied'],
    ['拒绝访问', '拒绝访问'],
    ['تم رفض الوصول', 'تم رفض الوصول'],
    ['two\r\nlines\tand\u2028more', 'two lines and more'],
    ['\u001b[31mred\u0007', '[31mred'],
    ['right\u202eto\u2066left', 'righttoleft'],
    ['z\u200be\ufeffr\u00ado', 'zero'],
    ['hidden\u{e0041}\u{e0042}', 'hidden'],
    ['marks\ufe0f\u{e0101}\u3164', 'marks'],
    ['half \ud800', 'half'],
    [' \u0000\u200b ', ''],
    ['', ''],
  ])('makes of %j %j', (text, shown) => {
    expect(shownText(text, 40)).toBe(shown);
  });

  it('cuts between characters and says so', () => {
    expect(shownText('😀'.repeat(50), 10)).toBe(`${'😀'.repeat(9)}…`);
  });

  it('looks at no more than it may show', () => {
    expect(shownText(`${' '.repeat(100)}late`, 10)).toBe('');
  });
});
