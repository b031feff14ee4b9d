import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'

/** Of so many fields it is remembered which currency their amounts are in; of others it is found out again. */
const MAX_FIELDS = 10_000

const SEVERAL = Symbol('several currencies')

export type SumCurrencies = ReturnType<typeof makeSumCurrencies>

interface SummedField {
  schema: string
  entity: string
  name: string
  /** What the model says that amounts are in unless they say something else. */
  declared?: string | undefined
}

/**
 * Remembers in which currency all amounts of a field have been so far. Where it is one, amounts are added up by it
 * without making groups of currencies, which takes a fifth less of PostgreSQL's time over many records.
 */
export function makeSumCurrencies() {
  const kept = new LRUCache<string, string | typeof SEVERAL>(upTo(MAX_FIELDS))
  const keyOf = ({ schema, entity, name }: SummedField) => `${schema}/${entity}/${name}`
  return {
    /** The one to expect; null where there are several or none is known. */
    expected(summed: SummedField): string | null {
      const known = kept.get(keyOf(summed)) ?? summed.declared ?? null
      return known === SEVERAL ? null : known
    },
    /** Notes in which ones the amounts were. Several stay several: a part of the records may have fewer. */
    note(summed: SummedField, currencies: ReadonlySet<string>): void {
      const [first] = currencies
      if (first === undefined) return
      const known = kept.get(keyOf(summed))
      if (known === SEVERAL) return
      kept.set(keyOf(summed), currencies.size > 1 || (known ?? first) !== first ? SEVERAL : first)
    },
  }
}
