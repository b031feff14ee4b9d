/** NOTIFY when a tenant's outbox has something new; the payload is the tenant's schema. */
export const OUTBOX_CHANNEL = 'tenon_outbox'
/** NOTIFY for live subscribers; the payload is `{ schema, message: LiveMessage }` as JSON. */
export const LIVE_CHANNEL = 'tenon_live'
/** NOTIFY of who has which record open; the payload is a `Presence` as JSON. */
export const PRESENCE_CHANNEL = 'tenon_presence'
/** NOTIFY of whoever reads along what a tenant's hooks log; the payload is a `LogReader` as JSON. */
export const LOG_READERS_CHANNEL = 'tenon_log_readers'
/** NOTIFY of a process that begins to share what its hooks log: readers then say again that they read. No payload. */
export const LOG_SHARERS_CHANNEL = 'tenon_log_sharers'
/** NOTIFY for those readers; the payload is a `SharedLog` as JSON. */
export const LOG_LINES_CHANNEL = 'tenon_log_lines'
