import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ValidatedValues } from '../../model/validated-values.ts'
import type { FindByKey } from '../../records/find-by-key.ts'
import { findExisting, keyText } from '../find-existing.ts'
import { fieldLabel } from './import-fields.ts'
import { keyOfRow, type Refusal, refusalAt, type SheetGround } from './map-sheet.ts'
import type { SheetRow } from './read-sheet.ts'

/** A row's record that is there, none, or why it cannot be told. */
export type FoundRow = { id: string } | { refusal: Refusal } | null

interface Looked {
  rows: readonly SheetRow[]
  /** By line, as far as they can be read. */
  values: ReadonlyMap<number, ValidatedValues>
}

/** Which of the records that the actor may see each row is about, by line. A record is one row's: a later one is refused. */
export async function findRows(
  findByKey: FindByKey,
  ground: SheetGround,
  { rows, values }: Looked,
): Promise<Map<number, FoundRow>> {
  const { match, scope } = ground
  if (match === null) return new Map()
  const readable = rows.filter(({ line }) => values.has(line))
  const keys = new Map(readable.map((row) => [row.line, keyOfRow(ground, row, values.get(row.line)) ?? null]))
  const existing = await findExisting(scope.ctx, findByKey, {
    ...{ entity: scope.entity.name, key: match.field, fields: [match.field] },
    values: [...new Set(keys.values())].filter((key) => key !== null),
  })
  const seen = new Map<string, number>()
  return new Map(
    readable.map(({ line }) => {
      const key = keys.get(line) ?? null
      const first = seen.get(keyText(key))
      seen.set(keyText(key), first ?? line)
      const found = foundRow(key, existing.get(keyText(key)) ?? [], { isId: match.field === 'id', first })
      return [line, typeof found === 'function' ? { refusal: refused(ground, found) } : found] as const
    }),
  )
}

type Said = (label: LocalizedText) => LocalizedText

function foundRow(
  key: JsonValue,
  [record, other]: ReadonlyArray<{ id: string }>,
  { isId, first }: { isId: boolean; first: number | undefined },
): { id: string } | null | Said {
  if (key === null) return empty
  if (first !== undefined) return () => again(first)
  if (other !== undefined) return several
  if (record !== undefined) return { id: record.id }
  return isId ? () => NO_SUCH : null
}

function refused({ scope, columns, match }: SheetGround, said: Said): Refusal {
  const key = match?.field ?? ''
  const reason = textIn(said(fieldLabel(scope, key)), scope.ctx.locale)
  return refusalAt({ scope, columns }, { column: columns.indexOf(key), reason })
}

const NO_SUCH = { en: 'there is no record with this id that you may see', 'zh-CN': '没有您可见的此编号的记录' }

function empty(label: LocalizedText): LocalizedText {
  return {
    en: `records are found by ${textIn(label, 'en')}, and this row has none`,
    'zh-CN': `按${textIn(label, 'zh-CN')}查找记录，而此行没有可用的值`,
  }
}

function several(label: LocalizedText): LocalizedText {
  return {
    en: `several records have this ${textIn(label, 'en')}: it cannot be told which is meant`,
    'zh-CN': `有多条记录的${textIn(label, 'zh-CN')}与此相同，无法确定是哪一条`,
  }
}

function again(line: number): LocalizedText {
  return { en: `line ${line} of the file is about the same record`, 'zh-CN': `文件第 ${line} 行已是同一条记录` }
}
