import type { TenonClient } from '@tenon/sdk/client'
import type { Money } from '@tenon/sdk/contract/field-type'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import { errorBody } from '../internal/error-body.ts'
import { addAmounts } from './add-amounts.ts'
import { type BoardQuery, readStagePage, readTotals } from './board-query.ts'

export interface BoardColumn {
  stage: StageSchema
  records: TenonRecord[]
  nextCursor: string | null
  count: number
  sums: Money[]
}

/** Why a move did not happen, shown beside the card until it is dismissed or tried again. */
export interface Refusal {
  to: StageSchema
  error: TenonErrorBody
}

interface Source {
  client: TenonClient
  model: ModelView
  query: BoardQuery
}

/** What is on the board. Moves show at once and are taken back when the server refuses. */
export class BoardData {
  columns: BoardColumn[] | null = null
  error: TenonErrorBody | null = null
  readonly refusals = new Map<string, Refusal>()
  /** Records whose move the server has not answered yet. */
  readonly pending = new Set<string>()
  #source: Source | null = null
  #running: AbortController | null = null
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  async open(source: Source): Promise<void> {
    if (source.query.pipeline.name !== this.#source?.query.pipeline.name) {
      this.columns = null
      this.refusals.clear()
    }
    this.#source = source
    await this.refresh()
  }

  cancel(): void {
    this.#running?.abort()
  }

  /** Reads everything that is shown again; cards stay meanwhile. */
  async refresh(): Promise<void> {
    const source = this.#source
    if (!source) return
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    try {
      const columns = await this.#readColumns(source, running.signal)
      if (running.signal.aborted) return
      // A move in flight would jump back and forth: the answer to it refreshes again.
      if (this.pending.size === 0 || this.columns === null) this.columns = columns
      this.error = null
    } catch (error) {
      if (running.signal.aborted) return
      this.error = errorBody(error)
    }
    this.#onChange()
  }

  async showMore(column: BoardColumn): Promise<void> {
    const { nextCursor, stage } = column
    if (!this.#source || nextCursor === null) return
    const { client, model, query } = this.#source
    const signal = this.#running?.signal ?? new AbortController().signal
    const input = { query, model, stage: stage.name, after: nextCursor, limit: query.pageSize, signal }
    try {
      const page = await readStagePage(client, input)
      const known = new Set(column.records.map(({ id }) => id))
      column.records = [...column.records, ...page.records.filter(({ id }) => !known.has(id))]
      column.nextCursor = page.nextCursor
    } catch (error) {
      if (!signal.aborted) this.error = errorBody(error)
    }
    this.#onChange()
  }

  columnOf(recordId: string): BoardColumn | undefined {
    return this.columns?.find(({ records }) => records.some(({ id }) => id === recordId))
  }

  /** Takes up what a form beside the board has saved, so that the next move starts from it; `refresh` follows. */
  show(record: TenonRecord): void {
    const column = this.columnOf(record.id)
    if (column) replace(column, record)
    this.refusals.delete(record.id)
    this.#onChange()
  }

  /** The moved record, or null when it stays where it was; `refusals` then says why. */
  async move(recordId: string, to: string): Promise<TenonRecord | null> {
    const from = this.columnOf(recordId)
    const target = this.columns?.find(({ stage }) => stage.name === to)
    const record = from?.records.find(({ id }) => id === recordId)
    if (!this.#source || !from || !target || !record || from === target || this.pending.has(recordId)) return null
    const { client, query } = this.#source
    const { entity, name, amountField } = query.pipeline
    const position = from.records.indexOf(record)
    const shift = { record, amount: amountField ? (record[amountField] as unknown as Money | null) : null }
    this.refusals.delete(recordId)
    this.pending.add(recordId)
    take(from, shift)
    put(target, shift, { at: 0, stage: to, stageEnteredAt: new Date().toISOString() })
    this.#onChange()
    try {
      const input = { entity, id: recordId, version: record.version, stage: to, pipeline: name }
      const moved = await client.records.moveStage(input)
      replace(target, moved)
      return moved
    } catch (error) {
      take(target, shift)
      put(from, shift, { at: position, stage: from.stage.name, stageEnteredAt: record.stageEnteredAt ?? null })
      this.refusals.set(recordId, { to: target.stage, error: errorBody(error) })
      return null
    } finally {
      this.pending.delete(recordId)
      this.#onChange()
    }
  }

  async #readColumns({ client, model, query }: Source, signal: AbortSignal): Promise<BoardColumn[]> {
    const { stages } = query.pipeline
    const shown = new Map(this.columns?.map(({ stage, records }) => [stage.name, records.length]))
    const [totals, ...pages] = await Promise.all([
      readTotals(client, query, signal),
      ...stages.map(({ name }) => {
        const limit = Math.max(query.pageSize, shown.get(name) ?? 0)
        return readStagePage(client, { query, model, stage: name, after: null, limit, signal })
      }),
    ])
    return stages.map((stage, index) => {
      const { records, nextCursor } = pages[index] ?? { records: [], nextCursor: null }
      const { count, sums } = totals.get(stage.name) ?? { count: records.length, sums: [] }
      return { stage, records, nextCursor, count, sums }
    })
  }
}

interface Shift {
  record: TenonRecord
  amount: Money | null
}

function take(column: BoardColumn, { record, amount }: Shift): void {
  column.records = column.records.filter(({ id }) => id !== record.id)
  column.count -= 1
  column.sums = addAmounts(column.sums, amount, -1n)
}

function put(
  column: BoardColumn,
  { record, amount }: Shift,
  { at, ...changes }: { at: number; stage: string; stageEnteredAt: string | null },
): void {
  column.records = column.records.toSpliced(at, 0, { ...record, ...changes })
  column.count += 1
  column.sums = addAmounts(column.sums, amount, 1n)
}

function replace(column: BoardColumn, moved: TenonRecord): void {
  column.records = column.records.map((record) =>
    record.id === moved.id ? { ...record, ...moved, $labels: { ...record.$labels, ...moved.$labels } } : record,
  )
}
