import { describe, expect, it } from '@jest/globals';

import { isJsonObject, jsonFrom, jsonObject } from './json.js';

describe('a JSON object', () => {
  it.each([[{}], [{ a: 1 }]])('is %j', (value) => {
    expect(isJsonObject(value)).toBe(true);
    expect(jsonObject(value)).toBe(value);
  });

  it.each([[undefined], [null], [[]], ['{}'], [0], [true]])('is not %j', (value) => {
    expect(isJsonObject(value)).toBe(false);
    expect(jsonObject(value)).toEqual({});
  });
});

describe('jsonFrom', () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    ['', undefined],
    ['{', undefined],
    ['undefined', undefined],
  ])('reads %j', (json, value) => {
    expect(jsonFrom(json)).toEqual(value);
  });
});
