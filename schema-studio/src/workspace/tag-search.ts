import type { TagInfo } from '@tenon/sdk/contract/tags-api'
import { tagBook } from '@tenon/web-components/value/tag-book'
import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { hasCode } from '../app/error-text.ts'

interface SearchHost extends ReactiveControllerHost {
  readonly app: AppServices
  readonly entity: string
  /** Whether only tags that there are can be chosen: archived ones too, and none is made. */
  readonly existing?: boolean
}

/** A tag that is there, or the name of one to be made. */
export type ChosenTag = { tag: TagInfo } | { create: string }

const DELAY_MS = 140
const SHOWN = 20

/** The tags that a field offers while somebody types, and the making of new ones. */
export class TagSearch implements ReactiveController {
  options: ChosenTag[] = []
  selected = 0
  isOpen = false
  busy = false
  failed = false
  /** Ends when what was typed last has been looked for. */
  settled: Promise<void> = Promise.resolve()
  readonly #host: SearchHost
  #asked = new AbortController()

  constructor(host: SearchHost) {
    this.#host = host
    host.addController(this)
  }

  hostDisconnected(): void {
    this.#asked.abort()
  }

  find(term: string): void {
    this.#asked.abort()
    this.#asked = new AbortController()
    this.isOpen = true
    this.busy = true
    this.#host.requestUpdate()
    this.settled = this.#read(term.trim(), this.#asked.signal)
  }

  close(): void {
    this.#asked.abort()
    this.isOpen = false
    this.options = []
    this.#host.requestUpdate()
  }

  step(by: 1 | -1, count: number): void {
    if (!this.isOpen) {
      this.find('')
      return
    }
    this.selected = count === 0 ? 0 : (this.selected + by + count) % count
    this.#host.requestUpdate()
  }

  /** Somebody else may have made it in the meantime: then it is that one. */
  async create(name: string): Promise<TagInfo> {
    const { client } = this.#host.app
    const tag = await client.tags.create({ name }).catch(async (error: unknown) => {
      if (!hasCode(error, 'VALIDATION_FAILED')) throw error
      const { tags } = await client.tags.list({ entity: this.#host.entity, search: name, limit: SHOWN })
      const same = tags.find((one) => isSame(one.name, name))
      if (same === undefined) throw error
      return same
    })
    tagBook(client).keep([tag])
    return tag
  }

  async #read(term: string, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, term === '' ? 0 : DELAY_MS))
    if (signal.aborted) return
    const { app, entity, existing = false } = this.#host
    const input = { entity, limit: SHOWN, ...(existing && { archived: true }), ...(term !== '' && { search: term }) }
    const page = await app.client.tags.list(input, { signal }).catch(() => null)
    if (signal.aborted) return
    this.failed = page === null
    const tags = page?.tags ?? []
    tagBook(app.client).keep(tags)
    const isNew = !existing && term !== '' && page?.mayCreate === true && !tags.some(({ name }) => isSame(name, term))
    this.options = [...tags.map((tag) => ({ tag })), ...(isNew ? [{ create: term }] : [])]
    this.selected = 0
    this.busy = false
    this.#host.requestUpdate()
  }
}

/** As the server tells names apart. */
function isSame(one: string, other: string): boolean {
  const key = (name: string) =>
    name
      .normalize('NFKC')
      .replaceAll(/\p{Cf}/gu, '')
      .replaceAll(/\s+/gu, ' ')
      .trim()
      .toLowerCase()
  return key(one) === key(other)
}
