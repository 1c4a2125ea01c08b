import { as, drawnSecret, publicUrl, truth, whole } from '../forms/form.js';
import { setting, type SettingsSection } from '../variable.js';

const remedy = '64 hex characters drawn at random; `zoho-sync secret generate` makes one';
const key = drawnSecret(/^[0-9a-fA-F]{64}$/, `must be ${remedy}`);

export const webhook = {
  title: 'Deliveries from Zoho',
  variables: {
    enabled: setting('WEBHOOK_ENABLED', truth, 'false: POST /webhooks/zoho answers 503', {
      default: 'true',
    }),
    secret: setting(
      'WEBHOOK_SECRET',
      key,
      'Required: 64 hex characters, from `zoho-sync secret generate`; signs bodies and derives the tokens of channels',
    ).required(remedy),
    previousSecret: setting(
      'WEBHOOK_SECRET_PREVIOUS',
      key,
      'The secret before, still accepted while rotating',
    ),
    baseUrl: setting(
      'WEBHOOK_BASE_URL',
      as(publicUrl, (url) => url.replace(/\/+$/, '')),
      'Public address; channels are registered with <it>/webhooks/zoho; https, or http on loopback',
      { example: 'https://hooks.example.com' },
    ),
    maxBodyBytes: setting(
      'WEBHOOK_MAX_BODY_BYTES',
      whole(1),
      'Bytes a body may have; a longer one is answered 413 without reading the rest',
      { default: '1048576' },
    ),
  },
} satisfies SettingsSection;
