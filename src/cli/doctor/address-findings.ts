import { failure, type Finding, ok, warning } from './finding.js';

const subject = 'Public address';
const timeoutMs = 10_000;

/** What came back when the public address was asked. */
export type AddressAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Sends an unsigned delivery to where Zoho sends its own: this service refuses it, and nobody else does so in its words. */
export async function askAddress(baseUrl: string): Promise<AddressAnswer> {
  try {
    const response = await fetch(`${baseUrl}/webhooks/zoho`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = (await response.text()).slice(0, 10_000);
    return { kind: 'answer', status: response.status, body };
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: unknown } };
    const code = typeof cause?.code === 'string' ? cause.code : undefined;
    return { kind: 'none', reason: name === 'TimeoutError' ? 'no answer' : (code ?? message) };
  }
}

export function addressFinding(baseUrl: string, answer: AddressAnswer): Finding {
  if (answer.kind === 'none') {
    return failure(
      subject,
      `${baseUrl} can't be reached from here (${answer.reason})`,
      'see that a web process runs, and look at DNS, certificate and proxy',
    );
  }
  const { status, body } = answer;
  if (status === 401 && body.includes('the delivery is not authentic')) {
    return ok(subject, `${baseUrl} leads to this service`);
  }
  if (status >= 300 && status < 400) {
    return failure(
      subject,
      `${baseUrl} redirects (HTTP ${status}), and Zoho may not follow`,
      'let WEBHOOK_BASE_URL be the address it redirects to',
    );
  }
  if (status === 503 && body.includes('"statusCode":503')) {
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

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
