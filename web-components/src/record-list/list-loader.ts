import type { TenonClient } from '@tenon/sdk/client'
import type { FindRecordsInput, RecordFilter, RecordPage, SortKey } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import { errorBody } from '../internal/error-body.ts'

export interface ListQuery {
  entity: string
  fields: string[]
  where: RecordFilter | null
  search: string
  sort: SortKey[] | null
  limit: number
}

/** The page of a list on the screen. Rows stay while others are on their way; of two answers the later question's counts. */
export class ListLoader {
  page: RecordPage<TenonRecord> | null = null
  error: TenonErrorBody | null = null
  loading = false
  /** Matching records in all; null until counted. */
  total: number | null = null
  #query: ListQuery | null = null
  /** Cursor of each page up to this one; undefined for the first. */
  #cursors: Array<string | undefined> = [undefined]
  #running: AbortController | null = null
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get pageIndex(): number {
    return this.#cursors.length - 1
  }

  /** Starts over on the first page. */
  async open(client: TenonClient, query: ListQuery): Promise<void> {
    if (query.entity !== this.#query?.entity) this.page = null
    this.#query = query
    this.#cursors = [undefined]
    this.total = null
    await this.#load(client, [undefined])
  }

  async refresh(client: TenonClient): Promise<void> {
    if (this.#query) await this.#load(client, this.#cursors)
  }

  async next(client: TenonClient): Promise<void> {
    const cursor = this.page?.nextCursor
    if (cursor && !this.loading) await this.#load(client, [...this.#cursors, cursor])
  }

  async previous(client: TenonClient): Promise<void> {
    if (this.pageIndex > 0 && !this.loading) await this.#load(client, this.#cursors.slice(0, -1))
  }

  cancel(): void {
    this.#running?.abort()
  }

  async #load(client: TenonClient, cursors: Array<string | undefined>): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.loading = true
    this.#onChange()
    try {
      const page = await client.records.find(this.#input(cursors.at(-1)), { signal: running.signal })
      if (running.signal.aborted) return
      this.page = page
      this.total = page.count ?? this.total
      this.#cursors = cursors
      this.error = null
    } catch (error) {
      if (running.signal.aborted) return
      this.error = errorBody(error)
    }
    this.loading = false
    this.#onChange()
  }

  #input(after: string | undefined): FindRecordsInput {
    const { entity, fields, where, search, sort, limit } = this.#query as ListQuery
    return {
      entity,
      fields,
      limit,
      ...(where && { where }),
      ...(search && { search }),
      ...(sort && { sort }),
      ...(after ? { after } : { count: true }),
    }
  }
}
