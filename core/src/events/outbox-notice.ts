import type { Database } from '../db/database.ts'
import { OUTBOX_CHANNEL } from './channels.ts'
import type { WrittenEvent } from './written-event.ts'

export interface OutboxNotice {
  /** Whether the statement that writes events has to tell the relays. */
  readonly inStatement: boolean
  /** To be called once what was written is committed, with its event where it is only one. */
  committed(event?: WrittenEvent): void
}

/**
 * How relays hear of events that one statement writes and commits. Where this process has a relay, that one is told directly:
 * a NOTIFY wakes every process and makes those that commit wait for each other, which is a quarter of what PostgreSQL
 * spends on a small write. Should the process end in between, another one finds the events when it next looks for some.
 */
export function outboxNotice(
  database: Pick<Database, 'hears' | 'tell'>,
  { schema, isTransaction }: { schema: string; isTransaction: boolean },
): OutboxNotice {
  const isDirect = !isTransaction && database.hears(OUTBOX_CHANNEL)
  return {
    inStatement: !isDirect,
    committed: (event) => {
      if (isDirect) database.tell(OUTBOX_CHANNEL, schema, event)
    },
  }
}
