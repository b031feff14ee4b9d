import type { GroupKey, GroupMeasure, GroupSort } from '@tenon/sdk/contract/group-records'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ExpandInput, RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import { isPlainObject } from '../../model/edits/plain-object.ts'
import type { FormerEntry } from '../../model/names/former-entry.ts'
import type { NameBook } from '../../model/names/name-book.ts'
import { type FilterRenaming, type Lead, renameFilter } from '../../model/names/rename-filter.ts'
import { noteFormerUse } from './former-uses.ts'
import { keyedStages, type StagePlace } from './keyed-stages.ts'
import { renameLink } from './rename-link.ts'

/** What the inputs of verbs on records can name. */
export interface NamingInput {
  entity: string
  values?: Record<string, JsonValue>
  /** Values of several records. */
  records?: Array<Record<string, JsonValue>>
  fields?: string[]
  expand?: ExpandInput
  field?: string
  where?: RecordFilter
  sort?: Array<SortKey | GroupSort>
  groupBy?: string | Array<string | GroupKey>
  measures?: Record<string, GroupMeasure>
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
  const { values, fields, expand, where, sort, groupBy, sum } = input
  const within = (chosen: JsonValue | undefined) =>
    keyingOf(ctx, book, { entity, pipeline: typeof chosen === 'string' ? chosen : null })
  const keying = within(input.pipeline ?? values?.['pipeline'])
  const { field, stage } = keying
  return {
    ...input,
    entity,
    ...(values !== undefined && { values: keyedValues(values, keying) }),
    ...(input.records !== undefined && {
      records: input.records.map((one) => keyedValues(one, within(one['pipeline']))),
    }),
    ...(fields !== undefined && { fields: fields.map(field) }),
    ...(expand !== undefined && { expand: keying.expand(expand) as ExpandInput }),
    ...(where !== undefined && { where: renameFilter(where, keying.filter) as RecordFilter }),
    ...(sort !== undefined && {
      sort: sort.map((key) => ('field' in key ? { ...key, field: keying.path(key.field) } : key)),
    }),
    ...(input.field !== undefined && { field: field(input.field) }),
    ...(groupBy !== undefined && { groupBy: keyedGroups(groupBy, keying.path) }),
    ...(input.measures !== undefined && { measures: keyedMeasures(input.measures, keying.path) }),
    ...(sum !== undefined && { sum: keying.path(sum) }),
    ...(input.stage !== undefined && { stage: stage(input.stage) }),
  }
}

/** How what is said of records of one entity is keyed. */
function keyingOf(
  ctx: RequestContext,
  book: NameBook,
  { entity, pipeline }: { entity: string; pipeline: string | null },
) {
  const field = (name: string) => fieldKey(ctx, book, { entity, name })
  const pipelines = book.pipelinesOf(entity).filter((one) => pipeline === null || one === pipeline)
  const placesOf = (name: string) => stagePlaces(ctx, book, { pipelines, name })
  const unknown = (name: string) => unknownStage(book, { pipelines, name })
  const stage = (name: string) => placesOf(name)[0]?.key ?? unknown(name)
  const pipelinesWith = (key: string) => pipelines.filter((one) => book.isKey('stage', one, key))
  const today = (key: string) => book.names.field(entity, key)
  const link = (key: string, value: JsonValue) =>
    book.isLink(entity, key) ? renameLink(value, (name) => entityKey(ctx, book, name)) : value
  const lead: Lead = (kind, name) => {
    const found = kind === 'reference' ? referenceOf(field(name)) : childrenOf(ctx, book, { entity, name })
    return found && { name: found.name, renaming: keyingOf(ctx, book, { entity: found.entity, pipeline: null }).filter }
  }
  const referenceOf = (key: string) => {
    const target = book.targetOf(entity, key)
    return target === null ? null : { name: key, entity: target }
  }
  const path = (name: string): string => {
    const [step = '', ...rest] = name.split('.')
    const target = rest.length === 0 ? null : book.targetOf(entity, field(step))
    if (target === null) return [field(step), ...rest].join('.')
    return `${field(step)}.${keyingOf(ctx, book, { entity: target, pipeline: null }).path(rest.join('.'))}`
  }
  const expand = (asked: unknown): unknown => {
    if (Array.isArray(asked)) return asked.map((name) => (typeof name === 'string' ? expandable(name).name : name))
    if (!isPlainObject(asked)) return asked
    return Object.fromEntries(
      Object.entries(asked).map(([name, part]) => {
        const { name: key, entity: target } = expandable(name)
        const inner = target === null ? null : keyingOf(ctx, book, { entity: target, pipeline: null })
        return [key, inner === null || !isPlainObject(part) ? part : keyedPart(part, inner)]
      }),
    )
  }
  const expandable = (name: string): { name: string; entity: string | null } => {
    const found = referenceOf(field(name)) ?? book.childrenOf(entity, name)
    if (found !== null) return found
    return name.includes('_') ? childrenOf(ctx, book, { entity, name }) : { name: field(name), entity: null }
  }
  const filter: FilterRenaming = {
    field,
    stage: (condition) => keyedStages(condition, { placesOf, unknown, pipelinesWith }),
    value: (name, value) => link(field(name), value as JsonValue),
    lead,
  }
  return { field, path, expand, stage, today, link, filter }
}

function keyedGroups(groupBy: NonNullable<NamingInput['groupBy']>, path: (name: string) => string) {
  if (typeof groupBy === 'string') return path(groupBy)
  return groupBy.map((key) => (typeof key === 'string' ? path(key) : { ...key, field: path(key.field) }))
}

function keyedMeasures(measures: Record<string, GroupMeasure>, path: (name: string) => string) {
  const keyed = ({ field, ...measure }: GroupMeasure) =>
    field === undefined ? measure : { ...measure, field: path(field) }
  return Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, keyed(measure)]))
}

type PartKeying = Pick<ReturnType<typeof keyingOf>, 'field' | 'path' | 'filter'> & { expand(asked: unknown): unknown }

/** What is said of the records of an expanded part; what is not well-formed stays, for the verb to refuse. */
function keyedPart(
  part: Record<string, unknown>,
  { field, path, filter, expand }: PartKeying,
): Record<string, unknown> {
  const { fields, sort, where, expand: inner } = part
  const each = (list: unknown, change: (one: unknown) => unknown) => (Array.isArray(list) ? list.map(change) : list)
  const key = (one: unknown) =>
    isPlainObject(one) && typeof one['field'] === 'string' ? { ...one, field: path(one['field']) } : one
  return {
    ...part,
    ...(fields !== undefined && { fields: each(fields, (one) => (typeof one === 'string' ? field(one) : one)) }),
    ...(sort !== undefined && { sort: each(sort, key) }),
    ...(where !== undefined && { where: renameFilter(where, filter) }),
    ...(inner !== undefined && { expand: expand(inner) }),
  }
}

/** A collection by its name of today, or by `<entity>_<reference>` with old names that still work. */
function childrenOf(
  ctx: RequestContext,
  book: NameBook,
  { entity, name }: { entity: string; name: string },
): { name: string; entity: string } {
  const today = book.childrenOf(entity, name)
  if (today !== null) return today
  const [called = '', reference] = name.split('_')
  if (reference === undefined) return { name: name + UNKNOWN, entity }
  const child = entityKey(ctx, book, called)
  return { name: `${child}_${fieldKey(ctx, book, { entity: child, name: reference })}`, entity: child }
}

interface Keying {
  field(name: string): string
  stage(name: string): string
  link(key: string, value: JsonValue): JsonValue
  /** What callers call the field today. */
  today(key: string): string
}

function keyedValues(
  values: Record<string, JsonValue>,
  { field, stage, today, link }: Keying,
): Record<string, JsonValue> {
  const keyed = new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(values)) {
    const key = field(name)
    if (!keyed.has(key) || today(key) === name)
      keyed.set(key, name === 'stage' && typeof value === 'string' ? stage(value) : link(key, value))
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

interface StageSearch {
  pipelines: readonly string[]
  name: string
}

/** Pipelines in which a stage is called so, or was until lately. */
function stagePlaces(ctx: RequestContext, book: NameBook, { pipelines, name }: StageSearch): StagePlace[] {
  return pipelines.flatMap((pipeline) => {
    const key = book.keyOf({ part: 'stage', scope: pipeline, name }, (entry) => note(ctx, book, entry))
    return key !== null && book.isKey('stage', pipeline, key) ? [{ pipeline, key }] : []
  })
}

/** A key that its stage is not called by any more must not be taken for a name. */
function unknownStage(book: NameBook, { pipelines, name }: StageSearch): string {
  return pipelines.some((pipeline) => book.isKey('stage', pipeline, name)) ? name + UNKNOWN : name
}

function note(ctx: RequestContext, { names }: NameBook, entry: FormerEntry): void {
  noteFormerUse(ctx, { entry, today: todaysName(names, entry) })
}

function todaysName(names: NameBook['names'], { part, scope, key }: FormerEntry): string {
  if (part === 'entity') return names.entity(key)
  return part === 'field' ? names.field(scope, key) : names.stage(scope, key)
}
