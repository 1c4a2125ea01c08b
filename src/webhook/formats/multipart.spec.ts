import { describe, expect, it } from '@jest/globals';

import { limits, Problem } from './format.js';
import { multipartParameters } from './multipart.js';

const type = 'multipart/form-data; boundary=X';

function part(name: string, value: string | Buffer, more = ''): Buffer {
  const headers = `--X\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  return Buffer.concat([Buffer.from(headers), Buffer.from(value as string), Buffer.from('\r\n')]);
}

const end = Buffer.from('--X--\r\n');

function read(parts: readonly (Buffer | string)[], contentType = type): unknown {
  const parameters = multipartParameters(
    Buffer.concat(parts.map((each) => Buffer.from(each as string))),
    contentType,
  );
  return parameters instanceof Problem ? parameters : [...parameters];
}

describe('multipartParameters', () => {
  it.each<[string, readonly (Buffer | string)[], readonly (readonly string[])[]]>([
    [
      'fields in their order',
      [part('b', '1'), part('a', '2'), end],
      [
        ['b', '1'],
        ['a', '2'],
      ],
    ],
    ['an empty field', [part('a', ''), end], [['a', '']]],
    ['lines in a field', [part('a', 'x\r\ny\r\n'), end], [['a', 'x\r\ny\r\n']]],
    ['what only begins like the boundary', [part('a', '\r\n--'), end], [['a', '\r\n--']]],
    ['a name of several words', [part('Deal Name', 'ü'), end], [['Deal Name', 'ü']]],
    ['a name with a quotation mark', [part('a\\"b', '1'), end], [['a"b', '1']]],
    [
      'a name without quotation marks',
      ['--X\r\ncontent-disposition:form-data;name=a\r\n\r\n1\r\n', end],
      [['a', '1']],
    ],
    [
      'a field with more headers',
      [
        part(
          'a',
          '1',
          '\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit',
        ),
        end,
      ],
      [['a', '1']],
    ],
    [
      'another charset',
      [part('a', Buffer.from([0xfc]), '\r\nContent-Type: text/plain; charset=ISO-8859-1'), end],
      [['a', 'ü']],
    ],
    [
      'no file',
      [part('f', Buffer.from([0, 255]), '; filename="x.png"'), part('a', '1'), end],
      [['a', '1']],
    ],
    [
      'nothing before the first boundary and behind the last',
      ['before\r\n', part('a', '1'), end, 'behind'],
      [['a', '1']],
    ],
    [
      'spaces behind a boundary',
      ['--X \t\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n', end],
      [['a', '1']],
    ],
    ['no parts', [end], []],
  ])('reads %s', (_, parts, parameters) => {
    expect(read(parts)).toEqual(parameters);
  });

  it.each([
    'multipart/form-data; charset=utf-8; boundary="X"',
    'Multipart/Form-Data;BOUNDARY=X;charset=utf-8',
  ])('finds the boundary in %s', (contentType) => {
    expect(read([part('a', '1'), end], contentType)).toEqual([['a', '1']]);
  });

  it.each<[string, string, readonly (Buffer | string)[]]>([
    ['no boundary', 'multipart/form-data', [end]],
    ['an empty boundary', 'multipart/form-data; boundary=', [end]],
    ['a boundary of 71 characters', `multipart/form-data; boundary=${'x'.repeat(71)}`, [end]],
    ['nothing', type, []],
    ['no end', type, [part('a', '1')]],
    ['half a part', type, ['--X\r\nContent-Disposition: form-data; name="a"\r\n']],
    ['another boundary', 'multipart/form-data; boundary=Y', [part('a', '1'), end]],
    [
      'a boundary that goes on',
      type,
      ['--XY\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n', end],
    ],
    ['a part without headers', type, ['--X\r\n\r\n1\r\n', end]],
    [
      'a part without an empty line',
      type,
      ['--X\r\nContent-Disposition: form-data; name="a"\r\n', end],
    ],
    ['a part without a name', type, ['--X\r\nContent-Disposition: form-data\r\n\r\n1\r\n', end]],
    [
      'a part of an unknown charset',
      type,
      [part('a', '1', '\r\nContent-Type: text/plain; charset=x'), end],
    ],
    ['bytes that are no UTF-8', type, [part('a', Buffer.from([0xff])), end]],
    ['headers without end', type, [part('a', '1', `\r\nX: ${'x'.repeat(5000)}`), end]],
    [
      'lines without carriage returns',
      type,
      ['--X\nContent-Disposition: form-data; name="a"\n\n1\n--X--\n'],
    ],
  ])('refuses %s', (_, contentType, parts) => {
    expect(read(parts, contentType)).toMatchObject({
      field: 'body',
      text: expect.stringMatching(/^the body must be multipart\/form-data/),
    });
  });

  it('takes as many parts as a form may have parameters, and no more', () => {
    const parts = Array.from({ length: limits.parameters }, (_, at) => part(`f${at}`, ''));

    expect(read([...parts, end])).toHaveLength(limits.parameters);
    expect(read([...parts, part('a', '1'), end])).toMatchObject({ field: 'limit_parameters' });
  });
});
