import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { FIELD_TYPE_TABLE } from '../model/field-types/field-type-table.ts'
import { notAttachable } from '../model/field-types/file-types.ts'
import { labelProblem } from '../model/label-problem.ts'
import { fileColumns, isAttachable } from './file-columns.ts'
import type { RecordScope } from './record-scope.ts'
import { pointerTo } from './require-writable.ts'

/** Files that the actor may name in these fields, by field and id. */
export type KnownFiles = ReadonlyMap<string, ReadonlyMap<string, StoredFile>>

interface Naming {
  /** The values of each record, as they came. */
  values: readonly JsonObject[]
  /** The record that is changed; null for new ones. */
  recordId: string | null
}

/** Looks up the files that values name, in fields that the actor may set; no query where they name none. */
export async function findKnownFiles(
  database: Database,
  scope: RecordScope,
  { values, recordId }: Naming,
): Promise<KnownFiles> {
  const known = new Map<string, Map<string, StoredFile>>()
  if (fileColumns(scope).length === 0) return known
  for (const { field } of fileColumns(scope, values.flatMap(Object.keys))) {
    if (!scope.access.canWrite(field.name)) continue
    const ids = values.flatMap((one) => (namedIn(field, one) ?? []).map(({ id }) => id))
    if (ids.length === 0) continue
    const attachable = isAttachable(scope, { fieldId: field.id, record: sql`${recordId}::uuid` })
    const { rows } = await sql<{ facts: StoredFile }>`
      select f.facts from ${sql.id(scope.ctx.tenant.schema, '_file')} f
      where f.id = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)) and ${attachable}`.execute(
      database.tenant(scope.ctx.tenant.schema),
    )
    known.set(field.name, new Map(rows.map(({ facts }) => [facts.id, facts])))
  }
  return known
}

/**
 * The values with the store's own facts of each file that they name.
 * @throws TenonError VALIDATION_FAILED for a file that the actor may not attach, the same where there is none
 */
export function withKnownFiles(scope: RecordScope, values: JsonObject, known: KnownFiles): JsonObject {
  if (known.size === 0) return values
  const problems: Problem[] = []
  const filled: JsonObject = { ...values }
  for (const [name, files] of known) {
    const field = scope.entity.fields.get(name)
    const named = field === undefined ? null : namedIn(field, values)
    if (field === undefined || named === null) continue
    filled[name] = named.map(({ id }) => (files.get(id) ?? id) as JsonValue)
    problems.push(...named.flatMap((file, index) => (files.has(file.id) ? [] : missing(scope, field, { file, index }))))
  }
  if (problems.length > 0) throw missingFiles(scope, problems)
  return filled
}

function missingFiles({ ctx, entity }: RecordScope, problems: Problem[]): TenonError {
  const message = `${textIn(entity.schema.label, ctx.locale)}: ${problems[0]?.message ?? ''}`
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}

/** One problem for a file that cannot be attached. */
export function missing(
  { ctx }: RecordScope,
  { name, schema }: CompiledField,
  { file, index }: { file: { id: string; name: string }; index: number },
): Problem[] {
  const refused = notAttachable(file.name === '' ? file.id : file.name)
  if (!('problem' in refused)) return []
  const message = labelProblem(schema.label, refused.problem, ctx.locale)
  return [{ pointer: `${pointerTo(name)}/${index}`, message, rule: refused.rule }]
}

/** The files that the values name in a field; null where the value is none of its type, which validation says. */
export function namedIn({ name, type, schema }: CompiledField, values: JsonObject): StoredFile[] | null {
  const value = values[name]
  if (value === undefined || value === null) return null
  const result = FIELD_TYPE_TABLE[type].normalise(value, schema)
  return 'value' in result && Array.isArray(result.value) ? (result.value as unknown as StoredFile[]) : null
}
