import { sql } from 'kysely'
import { type EntityAccess, isMasked } from '../access/entity-access.ts'
import { hiddenFields } from './hidden-fields.ts'
import type { NamedColumn } from './row-json.ts'

/** `$masked`: which of these fields the record does not tell because they are sensitive, filled or not. */
export function maskedColumn(
  access: EntityAccess,
  { names, alias }: { names: readonly string[]; alias: string },
): NamedColumn[] {
  const masked = names.filter((name) => isMasked(access, name))
  if (masked.length === 0) return []
  const list = sql`${JSON.stringify(masked)}::jsonb`
  const hidden = hiddenFields(access, { names: masked, alias })
  return [{ name: '$masked', value: hidden === null ? list : sql`(${list} - ${hidden})` }]
}
