import { httpUrl, oneWordOf } from '../forms/form.js';
import { setting, type SettingsSection } from '../variable.js';

const endpoint = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const protocols = ['http/protobuf', 'http/json'] as const;

export const tracing = {
  title: 'OpenTelemetry: off unless there is an endpoint',
  variables: {
    endpoint: setting(
      endpoint,
      httpUrl,
      'Where traces are sent over HTTP, without /v1/traces; unset: none are made. Other OTEL_ variables are read by its SDK',
      { example: 'http://localhost:4318' },
    ),
    protocol: setting(
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      oneWordOf(protocols, 'must be http/protobuf or http/json: gRPC is not spoken'),
      'How they are sent: http/protobuf or http/json',
      // A cluster may set it for everything that runs there: it counts only where it is used.
      { default: 'http/protobuf', countsWith: (given) => given.has(endpoint) },
    ),
  },
} satisfies SettingsSection;
