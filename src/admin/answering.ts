import {
  BadRequestException,
  ForbiddenException,
  ServiceUnavailableException,
} from '@nestjs/common';

import { cannotAnswerCode, forbiddenCode, wrongQuestionCode } from '../asking/wrong-question.js';
import { AppError } from '../kernel/app-error.js';

/** The answer to a question, or its refusal as HTTP has it. @throws HttpException, or what the question throws */
export async function answering<T>(answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === wrongQuestionCode) throw new BadRequestException([error.message]);
    if (error.code === forbiddenCode) throw new ForbiddenException([error.message]);
    if (error.code === cannotAnswerCode) throw new ServiceUnavailableException([error.message]);
    if (!error.code.startsWith('memory.')) throw error;
    const message = ['the memory can not be reached now: `zoho-sync status` says why'];
    throw new ServiceUnavailableException(message, { cause: error });
  }
}
