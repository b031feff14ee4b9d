/** A queue with one lane per tenant: each lane in turn gives one item, so that a long lane delays only itself. */
export class FairQueue<T> {
  /** In the order of turns. No lane is empty. */
  readonly #lanes = new Map<string, T[]>()

  push(lane: string, item: T): void {
    const waiting = this.#lanes.get(lane)
    if (waiting === undefined) this.#lanes.set(lane, [item])
    else waiting.push(item)
  }

  /** Takes an item back whose turn it was: it is the next again. */
  giveBack(lane: string, item: T): void {
    const own = [item, ...(this.#lanes.get(lane) ?? [])]
    this.#lanes.delete(lane)
    const others = [...this.#lanes]
    this.#lanes.clear()
    for (const [name, waiting] of [[lane, own] as const, ...others]) this.#lanes.set(name, waiting)
  }

  /** The next item of a lane that is ready, as its first item shows; undefined where there is none. */
  shift(isReady: (lane: string, first: T) => boolean = () => true): T | undefined {
    for (const [lane, waiting] of this.#lanes) {
      if (!isReady(lane, waiting[0] as T)) continue
      const item = waiting.shift()
      // To the back, for its next turn.
      this.#lanes.delete(lane)
      if (waiting.length > 0) this.#lanes.set(lane, waiting)
      return item
    }
    return undefined
  }

  /** Takes out what matches. */
  takeOut(matches: (item: T) => boolean): T[] {
    const taken: T[] = []
    for (const [lane, waiting] of this.#lanes) {
      const staying = waiting.filter((item) => !matches(item))
      if (staying.length === waiting.length) continue
      taken.push(...waiting.filter(matches))
      if (staying.length > 0) this.#lanes.set(lane, staying)
      else this.#lanes.delete(lane)
    }
    return taken
  }

  /** Takes everything out. */
  drain(): T[] {
    const items = [...this.#lanes.values()].flat()
    this.#lanes.clear()
    return items
  }

  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  get length(): number {
    let length = 0
    for (const waiting of this.#lanes.values()) length += waiting.length
    return length
  }
}
