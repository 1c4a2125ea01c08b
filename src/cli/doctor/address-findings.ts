import { boundedText, networkCode } from '../../kernel/fetched.js';
import { jsonFrom } from '../../kernel/json.js';
import { isLoopback } from '../../kernel/networks.js';
import { list, number, object, text } from '../../kernel/shape.js';
import { type Secret } from '../../kernel/secret.js';
import { probeMark } from '../../kernel/signing.js';
import { failure, type Finding, ok, warning } from '../../examination/finding.js';

const subject = 'Public address';
const timeoutMs = 10_000;
const mostBytes = 10_000;

/** What came back when the public address was asked. */
export type AddressAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Sends an unsigned delivery to where Zoho sends its own: this service refuses it, and hardly anybody else answers in its
 * form. It shows that it is ours, so that it isn't counted among the refused ones.
 */
export async function askAddress(baseUrl: string, secret: Secret): Promise<AddressAnswer> {
  try {
    const response = await fetch(`${baseUrl}/webhooks/zoho`, {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/json',
        'x-zoho-sync-probe': probeMark(secret, String(Math.floor(Date.now() / 1000))),
      },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await boundedText(response, mostBytes)) ?? '';
    return { kind: 'answer', status: response.status, body };
  } catch (error) {
    const { name, message } = error as Error;
    const reason = name === 'TimeoutError' ? 'no answer' : (networkCode(error) ?? message);
    return { kind: 'none', reason };
  }
}

/** The one shape in which this service refuses a request. */
const errorAnswer = object<{
  readonly statusCode: number;
  readonly error: string;
  readonly message: readonly string[];
}>({ statusCode: number, error: text, message: list(text) });

export function addressFinding(baseUrl: string, answer: AddressAnswer): Finding {
  if (answer.kind === 'none') {
    return failure(
      subject,
      `${baseUrl} can't be reached from here (${answer.reason})`,
      'see that a web process runs, and look at DNS, certificate and proxy',
    );
  }
  const { status } = answer;
  const isOurs = errorAnswer(jsonFrom(answer.body))?.statusCode === status;
  if (status === 401 && isOurs) {
    return ok(subject, `${baseUrl} leads to this service`);
  }
  if (status >= 300 && status < 400) {
    return failure(
      subject,
      `${baseUrl} redirects (HTTP ${status}), and Zoho may not follow`,
      'let WEBHOOK_BASE_URL be the address it redirects to',
    );
  }
  if (status === 503 && isOurs) {
    return warning(
      subject,
      `${baseUrl} leads to this service, which takes no deliveries now`,
      'see WEBHOOK_ENABLED, and /health/ready of the web process',
    );
  }
  return failure(
    subject,
    `${baseUrl}/webhooks/zoho answers HTTP ${status}, and is not this service`,
    'let the proxy pass /webhooks/zoho on to a web process',
  );
}

/** Whether the address can be Zoho's way to us at all. `zohoIsLocal`: it is a simulator on this machine. */
export function placeFinding(baseUrl: string, zohoIsLocal: boolean): Finding | undefined {
  if (!isLoopback(new URL(baseUrl).hostname)) return undefined;
  const message = `${baseUrl} is on this machine: only a simulator can reach it`;
  const remedy = 'set WEBHOOK_BASE_URL to the public https address';
  return zohoIsLocal ? warning(subject, message, remedy) : failure(subject, message, remedy);
}
