import type { LiveMessage } from '@tenon/sdk/contract/record-event'

/** An event of a record that this process has just written and committed, and what live subscribers are told of it. */
export class WrittenEvent {
  readonly id: string
  readonly message: Extract<LiveMessage, { recordId: string }>

  constructor(id: string, message: WrittenEvent['message']) {
    this.id = id
    this.message = message
  }
}
