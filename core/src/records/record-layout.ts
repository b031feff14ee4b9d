import { readExpandTree } from './expand-tree.ts'
import { hiddenFields } from './hidden-fields.ts'
import type { RecordScope } from './record-scope.ts'
import type { NamedColumn } from './row-json.ts'
import { labelColumns } from './select-labels.ts'
import { ownColumns, type SelectedParts, shownNames } from './select-record.ts'
import { selectTyped } from './typed-texts.ts'

/** What a record is put together from, in the order of its columns. */
export interface RecordLayout {
  /** The record's own fields, and `$masked`, `$labels` and `$expanded` where it has them. */
  own: readonly NamedColumn[]
  /** Fields whose ids the first columns of `besides` give the titles of. */
  held: readonly string[]
  /** After the own ones: titles, then an object that holds more of the record, where there is one. */
  besides: readonly NamedColumn[]
}

const NO_LABELS: ReturnType<typeof labelColumns> = { single: [], rest: null }

/**
 * A record in columns of a row; null where it can only be had as a whole.
 * @throws TenonError BAD_REQUEST for a field that is unknown or hidden
 */
export function recordLayout(
  scope: RecordScope,
  { alias, fields, expand, typed = false, labels: told = true }: SelectedParts & { alias: string },
): RecordLayout | null {
  const nodes = expand === undefined ? [] : readExpandTree(scope.ctx.locale, expand)
  const { all, names } = shownNames(scope, fields, '')
  const hasStale = scope.entity.computedFields.some(({ name }) => all.includes(name))
  if (hasStale || hiddenFields(scope.access, { names: all, alias }) !== null) return null
  const labels = told ? labelColumns(scope, { alias, names }) : NO_LABELS
  const spent = { times: 1, total: { records: 0 } }
  const own = ownColumns(scope, { alias, nodes, spent, all, names, labels: labels.rest })
  const besides: NamedColumn[] = labels.single.map(({ title: value }, index) => ({ name: `$label${index}`, value }))
  const texts = typed ? selectTyped(scope, { alias, names }) : null
  if (texts !== null) besides.push({ name: '$texts', value: texts })
  return { own, held: labels.single.map(({ name }) => name), besides }
}
