import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { ComputedAnswer, HookRunner } from '../hooks/hook-runner.ts'
import type { CompiledEntity, ComputedField } from '../model/compiled-model.ts'
import { validateRecord } from '../model/validate-record.ts'

/** What became of a record's computed fields. */
export interface ComputedValues {
  /** A value per computed field; null where there is none, or it could not be worked out. */
  values: JsonObject
  /** Field → name of the code that gave its value; null where none could. */
  codes: Readonly<Record<string, string | null>>
  /** Why, of those that could not be worked out. */
  failures: Readonly<Record<string, string>>
  /** Fields among them whose code was not even asked; it may have an answer later. */
  notRun: readonly string[]
}

interface Batch {
  entity: CompiledEntity
  /** Each record's values as they would be stored. */
  records: readonly JsonObject[]
  fields?: readonly ComputedField[]
  /** Where code fails for several records, each is tried alone. */
  patient?: boolean
}

/**
 * Works the computed fields of records out; one answer per record. Code is given no computed field, so that the order
 * does not matter. What it cannot give, or what the field cannot take, is null and without a code; nothing is refused.
 */
export async function computeValues(
  ctx: RequestContext,
  hooks: Pick<HookRunner, 'runComputed'>,
  { entity, records, fields = entity.computedFields, patient = false }: Batch,
): Promise<ComputedValues[]> {
  const given = records.map((values) => plainValues(entity, values))
  const results = records.map(() => ({ values: {}, codes: {}, failures: {}, notRun: [] }) as Collected)
  for (const field of fields) {
    const call = { entity: entity.name, plugin: field.source, name: field.computed.by, values: given, patient }
    const answers = await hooks.runComputed(ctx, call)
    for (const [index, result] of results.entries()) collect(result, { entity, field, answer: answers[index] })
  }
  return results
}

interface Collected {
  values: JsonObject
  codes: Record<string, string | null>
  failures: Record<string, string>
  notRun: string[]
}

/**
 * What code is given: the same whether the record is being written or lies in the store. So empty fields are null,
 * members of objects, whose order the store forgets, are sorted, and numbers of sequences, which the store gives while
 * it writes, are left out.
 */
function plainValues({ fields, pipelines }: CompiledEntity, values: JsonObject): JsonObject {
  const declared = [...fields.values()].filter(
    ({ computed, derivation, type }) => computed === null && derivation === null && type !== 'sequence',
  )
  const names = [...declared.map(({ name }) => name), 'ownerId', ...(pipelines.length > 0 ? ['pipeline', 'stage'] : [])]
  return Object.fromEntries(names.map((name) => [name, sorted(values[name] ?? null)]))
}

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]))
}

interface Answered {
  entity: CompiledEntity
  field: ComputedField
  answer: ComputedAnswer | undefined
}

function collect(result: Collected, { entity, field, answer }: Answered): void {
  const { name, computed } = field
  const taken = answer?.kind === 'value' ? takeValue(entity, field, answer.value) : { problem: reasonOf(answer) }
  result.values[name] = 'value' in taken ? taken.value : null
  result.codes[name] = 'value' in taken ? computed.code : null
  if ('problem' in taken) result.failures[name] = taken.problem
  if (answer?.kind === 'failed' && answer.notRun === true) result.notRun.push(name)
}

function reasonOf(answer: Exclude<ComputedAnswer, { kind: 'value' }> | undefined): string {
  return answer?.reason ?? 'it gave no answer'
}

/** Texts that an index has room for in any case; a longer one would refuse the write. */
const INDEXED_BYTES = 2_000

/** The value in its stored form, or why the field cannot take it. */
function takeValue(
  entity: CompiledEntity,
  { name, schema }: ComputedField,
  value: JsonValue,
): { value: JsonValue } | { problem: string } {
  if (schema.indexed === true && typeof value === 'string' && Buffer.byteLength(value) > INDEXED_BYTES) {
    return { problem: `${name}: a text of an indexed field has at most ${INDEXED_BYTES} bytes` }
  }
  try {
    return { value: validateRecord(entity, { [name]: value }, { mode: 'computed', locale: 'en' })[name] ?? null }
  } catch (error) {
    if (!(error instanceof TenonError)) throw error
    return { problem: error.problems[0]?.message ?? error.message }
  }
}
