import type { TenonClient } from '@tenon/sdk/client'
import { followRecords } from '@tenon/sdk/client/follow-records'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import type { FollowedMessage } from '@tenon/sdk/contract/record-event'
import type { ReactiveController, ReactiveControllerHost } from 'lit'

/** Several changes in a row, such as an import, are read once. */
const DELAY_MS = 300
/** Longer filters do not fit into the stream's address: the whole entity is followed then. */
const MOST_CHARACTERS = 6_000

interface Following {
  client: TenonClient
  entity: string
  where: RecordFilter | null
}

/** What a list does about changes. */
export interface ListChanges {
  /** Records that are not among those that the list shows any more. */
  onLeft(ids: string[]): void
  /** Something changed: what is shown is to be read again. */
  onChange(): void
}

/**
 * Follows the records that a list shows, by the list's own filter, while somebody looks at it: browsers have few
 * connections to one server, so a page in the background holds none, and reads again when it comes to the front.
 */
export class ListFollower implements ReactiveController {
  readonly #changes: ListChanges
  #following: Following | null = null
  #stop: (() => void) | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #left = new Set<string>()

  constructor(host: ReactiveControllerHost, changes: ListChanges) {
    this.#changes = changes
    host.addController(this)
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisibility)
    this.#begin()
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    clearTimeout(this.#timer)
    this.#end()
  }

  /** Follows these from now on; the same object of a filter means the same. */
  follow(following: Following): void {
    const now = this.#following
    const isSame =
      now !== null &&
      now.client === following.client &&
      now.entity === following.entity &&
      now.where === following.where
    if (isSame) return
    this.#following = following
    this.#end()
    this.#begin()
  }

  /** What changed is read again soon. */
  readSoon(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const left = [...this.#left]
      this.#left.clear()
      if (left.length > 0) this.#changes.onLeft(left)
      this.#changes.onChange()
    }, DELAY_MS)
  }

  #begin(): void {
    if (this.#following === null || this.#stop !== null || document.hidden) return
    const { client, entity, where } = this.#following
    const fits = where !== null && encodeURIComponent(JSON.stringify(where)).length <= MOST_CHARACTERS
    const followed = { entity, ...(fits && { where }) }
    this.#stop = followRecords(client.connection, followed, (message) => this.#hear(message))
  }

  #end(): void {
    this.#stop?.()
    this.#stop = null
  }

  #hear(message: FollowedMessage): void {
    if (message.type === 'record.left' || message.type === 'record.deleted') this.#left.add(message.recordId)
    else if ('recordId' in message) this.#left.delete(message.recordId)
    this.readSoon()
  }

  #onVisibility = () => {
    if (document.hidden) return this.#end()
    if (this.#stop !== null) return
    this.#begin()
    this.readSoon()
  }
}
