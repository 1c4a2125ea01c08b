import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

const socketsAtOnce = 32;

/** Posts JSON over kept connections. */
export class Poster {
  private readonly http = new HttpAgent({ keepAlive: true, maxSockets: socketsAtOnce });
  private readonly https = new HttpsAgent({ keepAlive: true, maxSockets: socketsAtOnce });

  constructor(private readonly timeoutMs: number) {}

  /** The status of the answer; rejects when there is none in time. Redirects aren't followed. */
  post(url: string, body: string): Promise<number> {
    const secure = url.startsWith('https:');
    const headers = {
      'Content-Type': 'application/json',
      'Content-Length': String(Buffer.byteLength(body)),
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: secure ? this.https : this.http,
        headers,
        timeout: this.timeoutMs,
      });
      request.on('response', (response) => {
        response.on('error', reject);
        response.on('end', () => {
          resolve(response.statusCode ?? 0);
        });
        response.resume();
      });
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', reject);
      request.end(body);
    });
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}
