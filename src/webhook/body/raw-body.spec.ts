import { describe, expect, it } from '@jest/globals';

import { RawBody } from './raw-body.js';

function bodyOf(content: string | Buffer): RawBody {
  return new RawBody(Buffer.from(content as string), 'text/plain');
}

describe('RawBody', () => {
  it('keeps the bytes as they were sent', () => {
    const bytes = Buffer.from('{ "a" : 1 }\r\n');

    expect(new RawBody(bytes, '').bytes).toBe(bytes);
  });

  it.each([
    ['{"a":[1,null,"ü"]}', { a: [1, null, 'ü'] }],
    [' [] \n', []],
    ['null', null],
    ['"text"', 'text'],
    ['7', 7],
  ])('has the JSON of %j', (text, value) => {
    expect(bodyOf(text).json()).toEqual(value);
  });

  it.each(['', '{', '{"a":1}x', 'a=1', "{'a':1}", '\ufeff{}', 'NaN'])(
    'has no JSON in %j',
    (text) => {
      expect(bodyOf(text).json()).toBeUndefined();
    },
  );

  it('has neither text nor JSON where the bytes are not UTF-8', () => {
    const body = bodyOf(Buffer.from([0x22, 0xc3, 0x28, 0x22]));

    expect(body.text()).toBeUndefined();
    expect(body.json()).toBeUndefined();
  });

  it('is parsed once', () => {
    const body = bodyOf('{"a":1}');

    expect(body.json()).toBe(body.json());
  });
});
