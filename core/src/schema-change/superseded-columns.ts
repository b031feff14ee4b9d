import { sql } from 'kysely'
import { isCodeColumn } from '../model/sql-names.ts'
import type { CopySearch } from './copy-search.ts'
import { formOf, parkedGenerations, wasRemoved } from './parked-generations.ts'
import { sqlText } from './sql-text.ts'
import type { Superseded } from './superseded.ts'
import { withFill } from './with-fill.ts'

/**
 * What is to be known of a parked field that comes again with another type and begins anew: should it get its old type
 * once more, the values that nobody has written over come back. Null where it does not begin anew.
 */
export function findSuperseded({ after, shapes, table, parked }: Omit<CopySearch, 'before'>): Superseded | null {
  const [removed] = parkedGenerations(parked, after.id, table)
  const { type, columns } = formOf(after)
  if (removed === undefined || !wasRemoved(removed) || columns.length === 0 || removed.types.join() === columns.join())
    return null
  const values = columns.map((column, part) => sqlText(withFill(sql`null::${sql.raw(column)}`, shapes, part)))
  const was = removed.conversion?.was ?? null
  const conversion = { was, became: type, types: columns, filled: [], inputs: [], values, back: null }
  return { fieldId: after.id, ids: removed.columns.map(({ id }) => id), conversion, inUse: false }
}

/**
 * The latest of a field's parked columns, where rows without a value get one because the field becomes required: should
 * it get its old type again, such a value counts as none. Null where nothing is parked that it comes from.
 */
export function findFilled({ after, shapes, table, parked, unparked }: FillSearch): Superseded | null {
  const own = shapes.filter(({ name }) => !isCodeColumn(name))
  const top = parkedGenerations(parked, after.id, table).find(
    ({ columns }) => !columns.some(({ id }) => unparked.has(id)),
  )
  if (top?.conversion?.became == null || !own.some(({ notNull, fill }) => notNull && fill !== null)) return null
  const fill = own.map((shape) => (shape.fill === null ? 'null' : sqlText(shape.fill)))
  const { filled, ...rest } = top.conversion
  if (filled.some((known) => known.join() === fill.join())) return null
  return {
    fieldId: after.id,
    ids: top.columns.map(({ id }) => id),
    conversion: { ...rest, filled: [...filled, fill] },
    inUse: false,
  }
}

interface FillSearch extends Omit<CopySearch, 'before'> {
  /** Ids of parked columns that are taken into use again. */
  unparked: ReadonlySet<string>
}
