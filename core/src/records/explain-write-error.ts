import { isDeepStrictEqual } from 'node:util'
import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import type { Database } from '../db/database.ts'
import { TAGS_COLUMN } from '../model/common-tags.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { blamePlugin, type ChangedBy, pluginAtFault } from './blame-plugin.ts'
import { fileColumns } from './file-columns.ts'
import { findKnownFiles, missing, namedIn } from './known-files.ts'
import type { RecordScope } from './record-scope.ts'
import { type ReferenceColumn, referenceColumns } from './reference-locks.ts'
import type { Positioned } from './settled.ts'
import { takenProblem, writesThatHold } from './taken-values.ts'
import { keyIn, violatedIndex } from './violated-index.ts'

interface WrittenValues {
  /** Of a record that is changed. */
  id?: string | null
  values: JsonObject
  /** The record's values before the write, where it had any. */
  old?: JsonObject | null
  changedBy?: ChangedBy
}

type Failures = Positioned<TenonError>[]

const NONE: ReadonlySet<string> = new Set()

interface FailedWrites {
  writes: ReadonlyArray<Positioned<WrittenValues>>
  /** What the database threw; null where it refused to write because of a missing reference. */
  cause: unknown
  /** The records come back from the trash, where what they name may lie as well. */
  returning?: boolean
  /** Records that the same transaction takes out of the trash: they may be named. */
  coming?: readonly string[]
  /** What of the entity whoever is told may see, where the scope is that of a consequence; null: nothing. */
  reader?: EntityAccess | null
}

/**
 * Says which writes of a failed statement are at fault, and why in the caller's words. All of them where it cannot be
 * told. What is no fault of the input is thrown as it is.
 */
export async function explainWriteError(
  database: Database,
  scope: RecordScope,
  failed: FailedWrites,
): Promise<Failures> {
  const { writes } = failed
  const failures = await failuresOf(database, scope, failed)
  const writeAt = new Map(writes.map(({ position, value }) => [position, value]))
  return failures.map(({ position, value }) => ({ position, value: blamed(scope, value, writeAt.get(position)) }))
}

/** Where the values at fault are a plugin's, the plugin is named. */
function blamed({ ctx }: RecordScope, error: TenonError, write: WrittenValues | undefined): TenonError {
  const { changedBy } = write ?? {}
  if (error.code !== 'VALIDATION_FAILED' || changedBy === undefined) return error
  const changer = pluginAtFault(error, changedBy)
  return changer === null ? error : blamePlugin(ctx, error, changer)
}

async function failuresOf(database: Database, scope: RecordScope, failed: FailedWrites): Promise<Failures> {
  const { writes, cause, reader = scope.access } = failed
  const code = sqlState(cause)
  if (code === '23505') return takenFailures(scope, writes, { cause, reader })
  if (cause !== null && code !== '23503') return otherFailures(scope, writes, cause)
  const missing = await missingFailures(database, scope, failed)
  // The target may have come or gone between the two statements; the write can then be tried again.
  return missing.length > 0 ? missing : everyWrite(writes, raceError(scope))
}

async function missingFailures(
  database: Database,
  scope: RecordScope,
  { writes, returning = false, coming = [] }: FailedWrites,
): Promise<Failures> {
  const columns = referenceColumns(
    scope,
    writes.flatMap(({ value }) => Object.keys(value.values)),
  )
  const problems = new Map<number, Problem[]>()
  for (const column of columns) {
    const found = await idsAmong(database, scope, { column, writes, kind: 'existing' })
    const deleted = returning ? await idsAmong(database, scope, { column, writes, kind: 'deleted' }) : NONE
    for (const { position, value } of writes) {
      const missing = idsIn(value, column).filter(({ id }) => !found.has(id) && !coming.includes(id))
      const own = missing.map(({ id, pointer }) =>
        missingProblem(scope, { column, pointer, id, isDeleted: deleted.has(id) }),
      )
      if (own.length > 0) problems.set(position, [...(problems.get(position) ?? []), ...own])
    }
  }
  for (const { position, value } of await unattachable(database, scope, writes)) {
    problems.set(position, [...(problems.get(position) ?? []), value])
  }
  return [...problems].map(([position, list]) => ({ position, value: invalid(scope, list) }))
}

/** Files that the actor could attach a moment ago, or that a hook put in. */
async function unattachable(
  database: Database,
  scope: RecordScope,
  writes: FailedWrites['writes'],
): Promise<Array<Positioned<Problem>>> {
  const found: Array<Positioned<Problem>> = []
  for (const { position, value } of writes) {
    const naming = { values: [value.values], recordId: value.id ?? null }
    const known = await findKnownFiles(database, scope, naming)
    for (const { field } of fileColumns(scope, Object.keys(value.values))) {
      const named = namedIn(field, value.values) ?? []
      const gone = named.flatMap((file, index) =>
        isDeepStrictEqual(known.get(field.name)?.get(file.id), file) ? [] : [{ file, index }],
      )
      found.push(...gone.flatMap((one) => missing(scope, field, one)).map((problem) => ({ position, value: problem })))
    }
  }
  return found
}

interface Named {
  column: ReferenceColumn
  writes: FailedWrites['writes']
  kind: 'existing' | 'deleted'
}

async function idsAmong(
  database: Database,
  { ctx }: RecordScope,
  { column, writes, kind }: Named,
): Promise<Set<string>> {
  const ids = writes.flatMap(({ value }) => idsIn(value, column).map(({ id }) => id))
  const query = column[kind]?.(sql`select id::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) id`)
  if (query === undefined) return new Set()
  const { rows } = await sql<{ id: string }>`${query}`.execute(database.tenant(ctx.tenant.schema))
  return new Set(rows.map(({ id }) => id))
}

/** The ids that a write gives a column, each with its place; those that a list had before it need not be found. */
function idsIn({ values, old }: WrittenValues, { field, of }: ReferenceColumn): Array<{ id: string; pointer: string }> {
  const [given, before] = [values[field], old?.[field]]
  if (of !== undefined) {
    const { entity, id } = (given ?? {}) as Partial<RecordReference>
    return id !== undefined && entity === of.entity ? [{ id, pointer: `/${field}` }] : []
  }
  if (typeof given === 'string') return [{ id: given, pointer: `/${field}` }]
  if (!Array.isArray(given)) return []
  const kept = new Set(Array.isArray(before) ? before : [])
  return given.flatMap((id, index) =>
    typeof id !== 'string' || kept.has(id) ? [] : [{ id, pointer: `/${field}/${index}` }],
  )
}

function takenFailures(
  scope: RecordScope,
  writes: FailedWrites['writes'],
  { cause, reader }: { cause: unknown; reader: EntityAccess | null },
): Failures {
  const violated = violatedIndex(scope.entity, cause)
  const problem = (values?: JsonObject) => takenProblem(scope.ctx, { violated, reader }, values)
  const holders = violated === null ? [] : writesThatHold(violated, writes, keyIn(cause))
  // Two of one batch may want the same values: the first may have them.
  const late = holders.length > 1 ? holders.slice(1) : holders
  if (late.length === 0 && writes.length > 1) return everyWrite(writes, invalid(scope, [problem()]))
  const guilty = late.length > 0 ? late : writes
  return guilty.map(({ position, value: { values } }) => {
    return { position, value: invalid(scope, [problem(values)]) }
  })
}

function otherFailures(scope: RecordScope, writes: FailedWrites['writes'], cause: unknown): Failures {
  const code = sqlState(cause)
  // 54000: a row of an index has no room for the text.
  if (code === '54000')
    return writes.map((write) => ({ position: write.position, value: tooLong(scope, write, cause) }))
  // Class 22: a value that its column cannot hold; 23514 and 23502: CHECK and NOT NULL.
  if (!code.startsWith('22') && code !== '23514' && code !== '23502') throw cause
  // PostgreSQL's own words name tables and columns: they stay in the cause.
  const message = { en: 'a value does not fit the column that stores it', 'zh-CN': '有值不符合存储列的要求' }
  return everyWrite(writes, invalid(scope, [{ pointer: '', message: textIn(message, scope.ctx.locale) }], cause))
}

function tooLong(scope: RecordScope, { value: { values } }: FailedWrites['writes'][number], cause: unknown) {
  const lengthOf = ({ name }: CompiledField) => Buffer.byteLength(String(values[name] ?? ''))
  const indexed = [...scope.entity.fields.values()].filter(({ schema }) => schema.unique || schema.indexed)
  const [longest] = indexed.sort((left, right) => lengthOf(right) - lengthOf(left))
  const label = longest === undefined ? '' : textIn(longest.schema.label, scope.ctx.locale)
  const message = {
    en: `${label} is too long for a field that is unique or indexed: 600 characters are always possible`.trim(),
    'zh-CN': `${label}过长，超出唯一或索引字段的上限：600 个字符以内总是可以的`,
  }
  const pointer = longest === undefined ? '' : `/${longest.name}`
  return invalid(scope, [{ pointer, message: textIn(message, scope.ctx.locale), rule: 'maxLength' }], cause)
}

const USER: LocalizedText = { en: 'user', 'zh-CN': '用户' }
const TEAM: LocalizedText = { en: 'team', 'zh-CN': '团队' }

interface MissingId {
  column: ReferenceColumn
  pointer: string
  id: string
  /** Whether it is the trash that it lies in. */
  isDeleted: boolean
}

function missingProblem({ ctx, entity, model }: RecordScope, missed: MissingId): Problem {
  const { column, pointer, id, isDeleted } = missed
  const field = entity.fields.get(column.field)
  if (column.column === TAGS_COLUMN) return { pointer, message: textIn(noSuchTag(id), ctx.locale), rule: 'tag' }
  const target = model.entities.get(column.of?.entity ?? field?.schema.reference?.entity ?? '')
  const label = target?.schema.label ?? (field?.type === 'team' ? TEAM : USER)
  const message = isDeleted
    ? deletedTarget(label, id)
    : {
        en: `there is no ${textIn(label, 'en')} with the id '${id}'`,
        'zh-CN': `没有编号为“${id}”的${textIn(label, 'zh-CN')}`,
      }
  return { pointer, message: textIn(message, ctx.locale), rule: 'reference' }
}

function deletedTarget(label: LocalizedText, id: string): LocalizedText {
  return {
    en: `the ${textIn(label, 'en')} with the id '${id}' is deleted: it has to come back first`,
    'zh-CN': `编号为“${id}”的${textIn(label, 'zh-CN')}已删除，需先恢复它`,
  }
}

function noSuchTag(id: string): LocalizedText {
  return {
    en: `there is no tag with the id '${id}' that can be put on this record: it may be gone, in the archive, or for others`,
    'zh-CN': `没有可用于此记录的标签“${id}”：它可能已删除、已归档，或仅用于其他实体`,
  }
}

function invalid({ ctx, entity }: RecordScope, problems: Problem[], cause?: unknown): TenonError {
  const label = textIn(entity.schema.label, ctx.locale)
  const message = `${label}: ${problems[0]?.message ?? ''}`
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems, cause })
}

function raceError({ ctx }: RecordScope): TenonError {
  const message = {
    en: 'A record that this one refers to changed in the same moment; please try again.',
    'zh-CN': '所引用的记录同时被修改，请重试。',
  }
  return new TenonError({ code: 'CONFLICT', message: textIn(message, ctx.locale) })
}

function everyWrite(writes: FailedWrites['writes'], error: TenonError): Failures {
  return writes.map(({ position }) => ({ position, value: error }))
}

function sqlState(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
