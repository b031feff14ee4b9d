import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { BoardData } from './board-data.ts'
import { placeOf } from './board-keys.ts'

export interface MoverHost {
  readonly data: BoardData
  titleOf(recordId: string): string
  labelOf(stage: StageSchema): string
  /** Says it to screen readers. */
  announce(text: string): void
  onMoved(record: TenonRecord, from: StageSchema, to: StageSchema): void
  onRefused(recordId: string, to: StageSchema): void
  requestUpdate(): void
  readonly texts: {
    lifted(title: string, stage: string): string
    over(stage: string, index: number, count: number): string
    putBack(title: string, stage: string): string
    moved(title: string, stage: string): string
    refused(title: string, stage: string): string
  }
}

/** Moves cards without a pointer: lifted, carried over the stages, dropped or put back, and said aloud at each step. */
export class BoardMover {
  lifted: { recordId: string; stage: string } | null = null
  readonly #host: MoverHost

  constructor(host: MoverHost) {
    this.#host = host
  }

  lift(recordId: string): void {
    const stage = this.#host.data.columnOf(recordId)?.stage
    if (!stage) return
    this.lifted = { recordId, stage: stage.name }
    this.#host.announce(this.#host.texts.lifted(this.#host.titleOf(recordId), this.#host.labelOf(stage)))
    this.#host.requestUpdate()
  }

  /** To the next (1) or previous (-1) stage, still in the hand. */
  carry(by: 1 | -1): void {
    const columns = this.#host.data.columns ?? []
    const at = columns.findIndex(({ stage }) => stage.name === this.lifted?.stage)
    const target = columns[at + by]
    if (!this.lifted || !target) return
    this.lifted = { ...this.lifted, stage: target.stage.name }
    this.#host.announce(this.#host.texts.over(this.#host.labelOf(target.stage), at + by + 1, columns.length))
    this.#host.requestUpdate()
  }

  async drop(): Promise<void> {
    const { lifted } = this
    if (!lifted) return
    if (this.#host.data.columnOf(lifted.recordId)?.stage.name === lifted.stage) return this.putBack()
    this.lifted = null
    await this.move(lifted.recordId, lifted.stage)
  }

  putBack(): void {
    const { lifted } = this
    const stage = lifted && this.#host.data.columnOf(lifted.recordId)?.stage
    this.lifted = null
    if (lifted && stage) {
      this.#host.announce(this.#host.texts.putBack(this.#host.titleOf(lifted.recordId), this.#host.labelOf(stage)))
    }
    this.#host.requestUpdate()
  }

  /** To the stage beside the card's own, at once. */
  async shift(recordId: string, by: 1 | -1): Promise<void> {
    const columns = this.#host.data.columns ?? []
    const place = placeOf(columns, recordId)
    const target = place && columns[place.column + by]
    if (target) await this.move(recordId, target.stage.name)
  }

  async move(recordId: string, stageName: string): Promise<void> {
    const { data, texts } = this.#host
    const from = data.columnOf(recordId)?.stage
    const to = data.columns?.find(({ stage }) => stage.name === stageName)?.stage
    if (!from || !to || from === to || data.pending.has(recordId)) return
    const title = this.#host.titleOf(recordId)
    const moved = await data.move(recordId, stageName)
    this.#host.announce((moved ? texts.moved : texts.refused)(title, this.#host.labelOf(to)))
    if (moved) this.#host.onMoved(moved, from, to)
    else this.#host.onRefused(recordId, to)
  }
}
