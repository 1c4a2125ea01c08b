import { type IncomingMessage } from 'node:http';

import { describe, expect, it } from '@jest/globals';

import { contentKindOf, senderOf } from './sender.js';

const senderWith = (headers: Readonly<Record<string, string>>) =>
  senderOf({ headers } as unknown as IncomingMessage);

describe('senderOf', () => {
  it.each([
    ['what it says', 'application/json', 'Zoho CRM/8.0', 'application/json', 'Zoho CRM/8.0'],
    ['no parameters', 'Multipart/Form-Data; boundary=secret', '', 'multipart/form-data', ''],
    ['no control characters', 'a\u001b[2J', 'x\r\n{"level":50}', 'a?[2j', 'x??{"level":50}'],
    ['no other scripts', 'ü', 'Jörg \u202e', '?', 'J?rg ?'],
    ['single spaces', ' a  b ', '  c   d  ', 'a b', 'c d'],
    ['an end', 'x'.repeat(9000), 'y '.repeat(9000), 'x'.repeat(60), 'y '.repeat(60).trimEnd()],
  ])('has %s', (_, ...[contentType, userAgent, shownType, shownAgent]) => {
    expect(senderWith({ 'content-type': contentType, 'user-agent': userAgent })).toEqual({
      contentType: shownType,
      userAgent: shownAgent,
    });
  });

  it('is empty where nothing is said', () => {
    expect(senderWith({})).toEqual({ contentType: '', userAgent: '' });
  });
});

describe('contentKindOf', () => {
  it.each([
    ['', 'none'],
    ['application/json', 'json'],
    ['application/vnd.zoho+json', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data', 'multipart'],
    ['multipart/mixed', 'other'],
    ['text/plain', 'text'],
    ['json', 'other'],
  ])('of %j is %s', (contentType, kind) => {
    expect(contentKindOf(contentType)).toBe(kind);
  });
});
