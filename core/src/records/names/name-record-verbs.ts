import type { RecordsApi } from '@tenon/sdk/contract/api-contract'
import type { RecordAsOf } from '@tenon/sdk/contract/audit-api'
import type { RecordPage, RecordSummary, SummarizeRecordsInput } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { WithContext } from '../../identity/with-context.ts'
import type { ModelStore } from '../../model/model-store.ts'
import { namedMoves } from './name-moves.ts'
import { nameSearch } from './name-search.ts'
import { namedStageHistory } from './name-stage-history.ts'
import { makeWithNames, type Naming, namedHistory, nameStages } from './with-names.ts'

type RecordVerbs = WithContext<RecordsApi>

/** The verbs on records as the API has them: by names. */
export function nameRecordVerbs(models: Pick<ModelStore, 'get'>, verbs: RecordVerbs): RecordVerbs {
  const withNames = makeWithNames(models)
  const summarize: RecordVerbs['summarize'] = (ctx, input) =>
    withNames(verbs.summarize, (summary, naming) => namedSummary(summary, naming, input))(ctx, input)
  return {
    create: withNames(verbs.create, namedOne),
    get: withNames(verbs.get, namedOne),
    update: withNames(verbs.update, namedOne),
    delete: withNames(verbs.delete, namedOne),
    restore: withNames(verbs.restore, namedOne),
    moveStage: withNames(verbs.moveStage, namedOne),
    moves: withNames(verbs.moves, namedMoves),
    find: withNames(verbs.find, namedPage),
    reveal: withNames(verbs.reveal, (revealed) => revealed),
    history: withNames(verbs.history, namedHistory),
    asOf: withNames(verbs.asOf, namedState),
    stageHistory: withNames(verbs.stageHistory, namedStageHistory),
    summarize,
    search: nameSearch(models, verbs.search),
  }
}

function namedOne(record: TenonRecord, { entity, record: name }: Naming): TenonRecord {
  return name(entity, record)
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
