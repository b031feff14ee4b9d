import type { RecordEventType } from '@tenon/sdk/contract/record-event'

/** What happened to records of which entity. */
export type EventKind = `${RecordEventType} ${string}`
