import type { TenonClient } from '@tenon/sdk/client'
import { TAG_LIMITS, type TagInfo } from '@tenon/sdk/contract/tags-api'

type Tags = Pick<TenonClient, 'tags'>

/** What is known of tags: read once for all that show them, many at a time. */
export class TagBook {
  readonly #client: Tags
  readonly #known = new Map<string, TagInfo | null>()
  #wanted = new Set<string>()
  #reading: Promise<void> | null = null

  constructor(client: Tags) {
    this.#client = client
  }

  /** Undefined until it was read, null for one that is gone. */
  get(id: string): TagInfo | null | undefined {
    return this.#known.get(id)
  }

  keep(tags: readonly TagInfo[]): void {
    for (const tag of tags) this.#known.set(tag.id, tag)
  }

  /** Resolves when all of them are known, or cannot be read now. */
  async read(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#known.has(id))
    if (missing.length === 0) return
    for (const id of missing) this.#wanted.add(id)
    // What is drawn at once is asked for at once.
    this.#reading ??= Promise.resolve().then(() => this.#readWanted())
    await this.#reading
  }

  async #readWanted(): Promise<void> {
    const ids = [...this.#wanted].slice(0, TAG_LIMITS.ids)
    this.#wanted = new Set([...this.#wanted].slice(TAG_LIMITS.ids))
    this.#reading = null
    const rest = this.#wanted.size > 0 ? this.read([...this.#wanted]) : null
    // Without colours the names are there all the same.
    const page = await this.#client.tags.list({ ids, limit: TAG_LIMITS.ids }).catch(() => null)
    if (page !== null) {
      for (const id of ids) this.#known.set(id, null)
      this.keep(page.tags)
    }
    await rest
  }
}

const books = new WeakMap<Tags, TagBook>()

export function tagBook(client: Tags): TagBook {
  const book = books.get(client) ?? new TagBook(client)
  books.set(client, book)
  return book
}
