import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { findExisting, keyText } from './find-existing.ts'
import { nameOne, placeOf, type SelfReference, type SourceGround } from './map-rows.ts'
import type { SourceRow } from './read-rows.ts'
import type { RecordVerbs } from './record-verbs.ts'
import type { StoredRow } from './stored-row.ts'

/**
 * The second pass: references between the records of one file, now that all of them exist. What cannot be set is
 * told as a reject; the record stays.
 */
export async function setSelfReferences(
  ground: SourceGround,
  { findByKey, updateRecord }: RecordVerbs,
  waiting: readonly StoredRow[],
): Promise<void> {
  const { ctx, source, tally } = ground
  if (waiting.length === 0) return
  for (const group of Map.groupBy(
    waiting.flatMap(({ later }) => later),
    ({ field }) => field,
  ).values()) {
    const wanted = group[0]?.wanted
    if (wanted !== undefined)
      await ground.finder.prepare(
        ctx,
        wanted,
        group.map(({ text }) => text),
      )
  }
  const fields = [...new Set(waiting.flatMap(({ later }) => later.map(({ field }) => field)))]
  const values = waiting.map(({ id }): JsonValue => id)
  const current = await findExisting(ctx, findByKey, { entity: source.entity, key: 'id', fields, values })
  for (const { row, id, later, outcome } of waiting) {
    const [record] = current.get(keyText(id)) ?? []
    if (record === undefined) continue
    const changes = resolveLater(ground, row, later)
    const changed = Object.entries(changes).some(([field, value]) => !isDeepStrictEqual(record[field], value))
    if (!changed) continue
    try {
      await updateRecord(ctx, { entity: source.entity, id, version: record.version, values: changes })
      if (outcome === 'unchanged') {
        tally.unchanged -= 1
        tally.updated += 1
      }
    } catch (cause) {
      if (!(cause instanceof TenonError)) throw cause
      tally.leaveOut({ ...placeOf(source.fields[later[0]?.field ?? ''], row), reason: cause.message })
    }
  }
}

function resolveLater(
  { finder, source, tally, entity, ctx }: SourceGround,
  row: SourceRow,
  later: SelfReference[],
): JsonObject {
  const changes: JsonObject = {}
  for (const { field, text, wanted } of later) {
    const found = finder.find(wanted, text)
    if ('id' in found) nameOne(entity, changes, { field, id: found.id })
    else tally.leaveOut({ ...placeOf(source.fields[field], row), reason: textIn(found.reason, ctx.locale) })
  }
  return changes
}
