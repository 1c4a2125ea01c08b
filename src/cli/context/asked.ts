import { wrongQuestionCode } from '../../asking/wrong-question.js';
import { AppError } from '../../kernel/app-error.js';
import { type CliContext, withContext } from './cli-context.js';
import { UsageError } from '../usage-error.js';

/** The answer to a question. @throws UsageError for a question that must be put otherwise, and what else it throws */
export async function asked<T>(question: (context: CliContext) => Promise<T>): Promise<T> {
  try {
    return await withContext(question);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== wrongQuestionCode) throw error;
    throw new UsageError(`zoho-sync: ${error.message}`);
  }
}
