/** Who seems to send a delivery: a program that signs, a workflow rule of Zoho's, or one of its notification channels. */
export const deliverySources = ['program', 'workflow', 'channel'] as const;

export type DeliverySource = (typeof deliverySources)[number];
