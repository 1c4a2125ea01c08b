import { BadRequestException } from '@nestjs/common';

/** A `limit` of a query string; `usual` where there is none. @throws BadRequestException for anything but 1 to `most` */
export function limitFrom(value: unknown, usual: number, most: number): number {
  if (value === undefined || value === '') return usual;
  const limit = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > most) {
    throw new BadRequestException([`limit must be a whole number from 1 to ${most}`]);
  }
  return limit;
}
