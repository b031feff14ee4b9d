/** NOTIFY when a tenant's outbox has something new; the payload is the tenant's schema. */
export const OUTBOX_CHANNEL = 'tenon_outbox'
/** NOTIFY for live subscribers; the payload is `{ schema, message: LiveMessage }` as JSON. */
export const LIVE_CHANNEL = 'tenon_live'
