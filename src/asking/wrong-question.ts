import { AppError, retryNever } from '../kernel/app-error.js';

/** The code of a question that can't be answered as it is; the message says what would do. */
export const wrongQuestionCode = 'ask.wrong';

/** The code of a question about what whoever asks may not see. */
export const forbiddenCode = 'ask.forbidden';

/** The code of a question that this memory can't answer, now or ever. */
export const cannotAnswerCode = 'ask.unanswerable';

export function wrongQuestion(message: string): AppError {
  return new AppError(wrongQuestionCode, message, { retry: retryNever });
}

export function cannotAnswer(message: string): AppError {
  return new AppError(cannotAnswerCode, message, { retry: retryNever });
}

export function forbidden(message: string): AppError {
  return new AppError(forbiddenCode, message, { retry: retryNever });
}
