import { type ServerResponse } from 'node:http';

import { type DirectRequest } from '../http/direct-routes.js';
import { refusalReasonOf } from '../installation/refusal-reason.js';
import { type Span, span } from '../observability/tracing.js';
import { notesOf } from './delivery-log.js';

/**
 * Receives a delivery as a span, from its headers to the end of its answer; it goes on with the trace of the sender,
 * where that has one.
 */
export function inDeliverySpan(
  request: DirectRequest,
  response: ServerResponse,
  receive: () => void,
): void {
  const { traceparent } = request.headers;
  const attributes = {
    'http.request.method': request.method,
    'http.route': '/webhooks/zoho',
    'url.path': '/webhooks/zoho',
    'url.scheme': 'http',
  };
  const parent = typeof traceparent === 'string' ? traceparent : 'none';
  void span('POST /webhooks/zoho', { kind: 'server', attributes, parent }, (delivery) => {
    const closed = new Promise((resolve) => response.once('close', resolve));
    receive();
    return closed.then(() => {
      tell(delivery, response);
    });
  });
}

function tell(delivery: Span, response: ServerResponse): void {
  const { requestId, scheme, module, kind, records, ...told } = notesOf(response);
  const reason = refusalReasonOf(response.statusCode, told.reason);
  delivery.note({
    'http.response.status_code': response.statusCode,
    'zoho_sync.request_id': requestId,
    'zoho_sync.scheme': scheme,
    'zoho_sync.module': module,
    'zoho_sync.change': kind,
    'zoho_sync.records': records,
    'zoho_sync.outcome': reason === undefined ? told.outcome : 'refused',
    'zoho_sync.reason': reason,
  });
  if (!response.writableFinished) delivery.fail('connection_closed');
  else if (response.statusCode >= 500) delivery.fail(String(response.statusCode));
}
