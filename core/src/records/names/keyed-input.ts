import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { Filter, SortKey } from '@tenon/sdk/contract/query'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
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
  where?: Filter
  sort?: SortKey[]
  groupBy?: string
  sum?: string
  pipeline?: string
  stage?: string
}

/**
 * The input with keys for names. An old name that still works counts as today's; where both are given, today's does.
 * Errors: FORBIDDEN and BAD_REQUEST for what is called by a name that nobody has any more.
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

/** @throws TenonError FORBIDDEN, as for an entity that there is not */
export function entityKey(ctx: RequestContext, book: NameBook, name: string): string {
  const key = book.keyOf({ part: 'entity', scope: '', name }, (entry) => note(ctx, book, entry))
  if (key !== null) return key
  const text = {
    en: `You may not use records of '${name}', or there is no such entity.`,
    'zh-CN': `您无权使用“${name}”的记录，或该实体不存在。`,
  }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(text, ctx.locale) })
}

/** `entity` by its key. @throws TenonError BAD_REQUEST */
export function fieldKey(
  ctx: RequestContext,
  book: NameBook,
  { entity, name }: { entity: string; name: string },
): string {
  if (COMMON_FIELDS.some((common) => common === name)) return name
  const key = book.keyOf({ part: 'field', scope: entity, name }, (entry) => note(ctx, book, entry))
  if (key !== null) return key
  const text = {
    en: `There is no field '${name}' in '${book.names.entity(entity)}'.`,
    'zh-CN': `“${book.names.entity(entity)}”没有字段“${name}”。`,
  }
  const message = textIn(text, ctx.locale)
  throw new TenonError({
    code: 'BAD_REQUEST',
    message,
    problems: [{ pointer: `/${name}`, message, rule: 'unknownField' }],
  })
}

/** Of the first pipeline that has a stage of that name. @throws TenonError BAD_REQUEST for one that nobody is called any more */
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
  if (!found.includes(null)) return name
  const text = { en: `There is no stage '${name}'.`, 'zh-CN': `没有阶段“${name}”。` }
  const message = textIn(text, ctx.locale)
  throw new TenonError({
    code: 'BAD_REQUEST',
    message,
    problems: [{ pointer: '/stage', message, rule: 'unknownStage' }],
  })
}

function note(ctx: RequestContext, { names }: NameBook, entry: FormerEntry): void {
  noteFormerUse(ctx, { entry, today: todaysName(names, entry) })
}

function todaysName(names: NameBook['names'], { part, scope, key }: FormerEntry): string {
  if (part === 'entity') return names.entity(key)
  return part === 'field' ? names.field(scope, key) : names.stage(scope, key)
}
