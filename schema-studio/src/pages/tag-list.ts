import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import { tagBook } from '@tenon/web-components/value/tag-book'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { AppServices } from '../app/app-services.ts'

interface ListHost extends ReactiveControllerHost {
  readonly app: AppServices
}

const PAGE = 100

/** The catalogue as a page shows it: searched, a page at a time, with how many records have each tag. */
export class TagList implements ReactiveController {
  tags: TagInfo[] | null = null
  next: string | null = null
  mayManage = false
  failure: unknown = null
  search = ''
  archived = false
  readonly #host: ListHost
  #counts = new Map<string, number>()
  #asked = new AbortController()
  #stopWaiting: () => void = () => undefined

  constructor(host: ListHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    void this.read()
    this.#stopWaiting = this.#host.app.live.whenBack(() => this.read())
  }

  hostDisconnected(): void {
    this.#stopWaiting()
    this.#asked.abort()
  }

  /** Undefined while it is not counted. */
  countOf(id: string): number | undefined {
    return this.#counts.get(id)
  }

  show(wanted: { search?: string; archived?: boolean }): void {
    Object.assign(this, wanted)
    void this.read()
  }

  /** From the beginning, or what follows. */
  async read({ more = false } = {}): Promise<void> {
    this.#asked.abort()
    this.#asked = new AbortController()
    const { signal } = this.#asked
    const { client } = this.#host.app
    const { search, archived, next } = this
    try {
      const asked = { search, archived, limit: PAGE, ...(more && next !== null && { after: next }) }
      const page = await client.tags.list(asked, { signal })
      this.tags = more ? [...(this.tags ?? []), ...page.tags] : page.tags
      this.next = page.next
      this.mayManage = page.mayManage && !this.#host.app.looksAsOther
      this.failure = null
      tagBook(client).keep(page.tags)
      this.#host.requestUpdate()
      if (this.mayManage && page.tags.length > 0) await this.#count(page.tags, signal)
    } catch (error) {
      if (!signal.aborted) this.failure = error
    }
    this.#host.requestUpdate()
  }

  async #count(tags: readonly TagInfo[], signal: AbortSignal): Promise<void> {
    const counts = await this.#host.app.client.tags.counts({ ids: tags.map(({ id }) => id) }, { signal })
    for (const { id, records } of counts) this.#counts.set(id, records)
  }
}
