import type { RecordsApi } from '@tenon/sdk/contract/api-contract'
import type { RecordAsOf } from '@tenon/sdk/contract/audit-api'
import type { CreateManyResult } from '@tenon/sdk/contract/create-many'
import type { FoundDuplicates } from '@tenon/sdk/contract/duplicates-api'
import type { GroupRecordsInput, RecordGroups } from '@tenon/sdk/contract/group-records'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RecordPage, RecordSummary, SummarizeRecordsInput } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { MergedRecords, UnmergedRecords } from '@tenon/sdk/contract/record-merge'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import type { NameBook } from '../../model/names/name-book.ts'
import { namedMoves } from './name-moves.ts'
import { nameSearch } from './name-search.ts'
import { namedStageHistory } from './name-stage-history.ts'
import { makeWithNames, type Naming, namedHistory, nameStages, withNamedFields } from './with-names.ts'

type RecordVerbs = WithContext<RecordsApi>

/** The verbs on records as the API has them: by names. */
export function nameRecordVerbs(models: Pick<ModelStore, 'get'>, verbs: RecordVerbs): RecordVerbs {
  const withNames = makeWithNames(models)
  const summarize: RecordVerbs['summarize'] = (ctx, input) =>
    withNames(verbs.summarize, (summary, naming) => namedSummary(summary, naming, input))(ctx, input)
  return {
    create: withNames(verbs.create, namedOne),
    createMany: withNames(verbs.createMany, namedOutcomes),
    get: withNames(verbs.get, namedOne),
    update: withNames(verbs.update, namedOne),
    delete: withNames(verbs.delete, namedOne),
    restore: withNames(verbs.restore, namedOne),
    duplicates: withNames(verbs.duplicates, namedDuplicates),
    merge: withNames(verbs.merge, namedMerge),
    unmerge: withNames(verbs.unmerge, namedUnmerge),
    moveStage: withNames(verbs.moveStage, namedOne),
    moves: withNames(verbs.moves, namedMoves),
    find: withNames(verbs.find, namedPage),
    reveal: withNames(verbs.reveal, (revealed) => revealed),
    history: withNames(verbs.history, namedHistory),
    asOf: withNames(verbs.asOf, namedState),
    stageHistory: withNames(verbs.stageHistory, namedStageHistory),
    summarize,
    search: nameSearch(models, verbs.search),
    group: (ctx, input) => withNames(verbs.group, (found, naming) => namedGroups(found, naming, input))(ctx, input),
  }
}

/** Stages among the values, of whichever entity's records, by their names. */
function namedGroups(found: RecordGroups, { entity, book }: Naming, { groupBy }: GroupRecordsInput): RecordGroups {
  const stages = groupBy.map((key) => {
    const path = (typeof key === 'string' ? key : key.field).split('.')
    const target = path
      .slice(0, -1)
      .reduce<string | null>((at, step) => (at === null ? null : leadsTo(book, at, step)), entity)
    return path.at(-1) === 'stage' && target !== null
      ? nameStages({ entity: target, book })
      : (value: JsonValue) => value
  })
  const named = (values: JsonValue[]) => values.map((value, index) => stages[index]?.(value) ?? null)
  return { ...found, groups: found.groups.map((group) => ({ ...group, values: named(group.values) })) }
}

function leadsTo(book: NameBook, entity: string, name: string): string | null {
  return book.targetOf(entity, book.keyOf({ part: 'field', scope: entity, name }) ?? name)
}

function namedOne(record: TenonRecord, { entity, record: name }: Naming): TenonRecord {
  return name(entity, record)
}

/** Errors of single records speak of the fields that callers know; their pointers are into the record. */
function namedOutcomes(created: CreateManyResult, { entity, book }: Naming): CreateManyResult {
  const results = created.results.map((result) => {
    if (!('error' in result)) return result
    return { error: withNamedFields(new TenonError(result.error), book, { subject: entity, input: {} }).toBody() }
  })
  return { ...created, results }
}

function namedDuplicates({ rules }: FoundDuplicates, { entity, book }: Naming): FoundDuplicates {
  const field = (key: string) => book.names.field(entity, key)
  return { rules: rules.map((rule) => ({ ...rule, fields: rule.fields.map(field) })) }
}

function namedMerge(merged: MergedRecords, naming: Naming): MergedRecords {
  return { ...merged, record: namedOne(merged.record, naming) }
}

function namedUnmerge(undone: UnmergedRecords, naming: Naming): UnmergedRecords {
  const left = undone.left.map((one) => ({ ...one, entity: naming.book.names.entity(one.entity) }))
  return { ...undone, left, record: namedOne(undone.record, naming) }
}

function namedState(state: RecordAsOf, { entity, record: name }: Naming): RecordAsOf {
  return { ...state, record: state.record === null ? null : name(entity, state.record) }
}

function namedPage(page: RecordPage<TenonRecord>, { entity, record: name }: Naming): RecordPage<TenonRecord> {
  return { ...page, records: page.records.map((record) => name(entity, record)) }
}

function namedSummary(
  summary: RecordSummary,
  naming: Naming,
  { groupBy }: Pick<SummarizeRecordsInput, 'groupBy'>,
): RecordSummary {
  if (groupBy !== 'stage') return summary
  const stage = nameStages(naming)
  return { ...summary, groups: summary.groups.map((group) => ({ ...group, value: stage(group.value) })) }
}
