import { type Existing, keyText } from './find-existing.ts'
import type { MappedRow } from './map-rows.ts'

/** Records that were looked up for several batches at once, each of which is good for one write: it changes after that. */
export interface KnownRecords {
  /** Those that the rows' keys name; null where one of the keys was asked for before, or was being written. */
  take(rows: readonly MappedRow[]): Existing | null
}

interface Found {
  found: Existing
  /** Keys of records that were being written when these were looked up. */
  begun: Iterable<string>
}

export function makeKnownRecords(key: string, { found, begun }: Found): KnownRecords {
  const taken = new Set(begun)
  return {
    take(rows) {
      const keys = rows.map(({ values }) => keyText(values[key]))
      const isFresh = keys.every((one) => !taken.has(one))
      for (const one of keys) taken.add(one)
      return isFresh ? found : null
    },
  }
}
