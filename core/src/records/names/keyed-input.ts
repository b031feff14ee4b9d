import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Filter, SortKey } from '@tenon/sdk/contract/query'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { FormerEntry } from '../../model/names/former-entry.ts'
import type { NameBook } from '../../model/names/name-book.ts'
import { renameFilter, renameStages } from '../../model/names/rename-filter.ts'
import { noteFormerUse } from './former-uses.ts'

/** What the inputs of verbs on records can name. */
export interface NamingInput {
  entity: string
  values?: Record<string, JsonValue>
  fields?: string[]
  expand?: string[]
  field?: string
  where?: Filter
  sort?: SortKey[]
  groupBy?: string
  sum?: string
  pipeline?: string
  stage?: string
}

/**
 * The input with keys for names. An old name that still works counts as today's; where both are given, today's does.
 * What goes by a name that nobody has any more is marked as unknown, for the verb to refuse like anything that is not
 * there: it knows what the caller may know.
 */
export function keyedInput<Input extends NamingInput>(ctx: RequestContext, book: NameBook, input: Input): Input {
  if (book.isPlain) return input
  const entity = entityKey(ctx, book, input.entity)
  const field = (name: string) => fieldKey(ctx, book, { entity, name })
  const { values, fields, expand, where, sort, groupBy, sum } = input
  const chosen = input.pipeline ?? values?.['pipeline']
  const pipelines = book.pipelinesOf(entity).filter((one) => typeof chosen !== 'string' || one === chosen)
  const stageOf = (name: string) => stageKey(ctx, book, { pipelines, name })
  const map = { field: (_of: string, name: string) => field(name), stage: stageOf }
  const stage = <V>(value: V) => renameStages(value, stageOf) as V
  const today = (key: string) => book.names.field(entity, key)
  return {
    ...input,
    entity,
    ...(values !== undefined && { values: keyedValues(values, { field, stage, today }) }),
    ...(fields !== undefined && { fields: fields.map(field) }),
    ...(expand !== undefined && { expand: expand.map(field) }),
    ...(where !== undefined && { where: renameFilter(where, { entity, map }) }),
    ...(sort !== undefined && { sort: sort.map((key) => ({ ...key, field: field(key.field) })) }),
    ...(input.field !== undefined && { field: field(input.field) }),
    ...(groupBy !== undefined && { groupBy: field(groupBy) }),
    ...(sum !== undefined && { sum: field(sum) }),
    ...(input.stage !== undefined && { stage: stage(input.stage) }),
  }
}

interface Keying {
  field(name: string): string
  stage(value: JsonValue): JsonValue
  /** What callers call the field today. */
  today(key: string): string
}

function keyedValues(values: Record<string, JsonValue>, { field, stage, today }: Keying): Record<string, JsonValue> {
  const keyed = new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(values)) {
    const key = field(name)
    if (!keyed.has(key) || today(key) === name) keyed.set(key, name === 'stage' ? stage(value) : value)
  }
  return Object.fromEntries(keyed)
}

/**
 * A name with this invisible sign behind it is nobody's: a key that its part is not called by must not be taken for a
 * name.
 */
const UNKNOWN = '\u2063'

/** A text without the marks of unknown names. */
export function withoutMarks(text: string): string {
  return text.replaceAll(UNKNOWN, '')
}

export function entityKey(ctx: RequestContext, book: NameBook, name: string): string {
  return book.keyOf({ part: 'entity', scope: '', name }, (entry) => note(ctx, book, entry)) ?? name + UNKNOWN
}

/** `entity` by its key. */
export function fieldKey(
  ctx: RequestContext,
  book: NameBook,
  { entity, name }: { entity: string; name: string },
): string {
  if (COMMON_FIELDS.some((common) => common === name)) return name
  return book.keyOf({ part: 'field', scope: entity, name }, (entry) => note(ctx, book, entry)) ?? name + UNKNOWN
}

/** Of the first pipeline that has a stage of that name. */
function stageKey(
  ctx: RequestContext,
  book: NameBook,
  { pipelines, name }: { pipelines: readonly string[]; name: string },
): string {
  const found = pipelines.map((pipeline) => {
    const key = book.keyOf({ part: 'stage', scope: pipeline, name }, (entry) => note(ctx, book, entry))
    return key === null ? null : { key, isThere: book.isKey('stage', pipeline, key) }
  })
  const there = found.find((one) => one?.isThere)
  if (there != null) return there.key
  return found.includes(null) ? name + UNKNOWN : name
}

function note(ctx: RequestContext, { names }: NameBook, entry: FormerEntry): void {
  noteFormerUse(ctx, { entry, today: todaysName(names, entry) })
}

function todaysName(names: NameBook['names'], { part, scope, key }: FormerEntry): string {
  if (part === 'entity') return names.entity(key)
  return part === 'field' ? names.field(scope, key) : names.stage(scope, key)
}
