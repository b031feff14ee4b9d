import type { FilterNode } from './filter-node.ts'

/** A part of the filter is another now; null: it goes. */
export class FilterNodeEvent extends Event {
  readonly key: number
  readonly node: FilterNode | null

  constructor(key: number, node: FilterNode | null) {
    super('studio-filter-node', { bubbles: true, composed: true })
    this.key = key
    this.node = node
  }
}
