import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CompiledModel } from '../../../core/src/model/compiled-model.ts'
import { makeCheckStageChanges } from '../../../core/src/pipelines/check-stage-changes.ts'
import { makeJudgeMoves } from '../../../core/src/pipelines/judge-moves.ts'
import { makeCreateRecords } from '../../../core/src/records/create-records.ts'
import { relocateRecords } from '../../../core/src/records/relocate-records.ts'
import { makeUpdateRecord } from '../../../core/src/records/update-record.ts'
import { withFreshModel } from '../../../core/src/records/with-fresh-model.ts'
import { makePublishModel } from '../../../core/src/schema-change/publish-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { openTestRecords, type TestRecords } from '../records/open-test-records.ts'
import { sampleRecordsModel } from '../records/sample-records-model.ts'

/** The sample model without the first stage, in which records begin. */
function shorter() {
  const document = structuredClone(sampleRecordsModel())
  const sales = document.pipelines['sales']
  if (sales === undefined) throw new Error('The sample has no pipeline')
  const [first] = sales.stages
  const gone = first?.name ?? ''
  const stages = sales.stages
    .filter(({ name }) => name !== gone)
    .map(({ transitions, ...stage }) => ({
      ...stage,
      ...(transitions && { transitions: transitions.filter((name) => name !== gone) }),
    }))
  const { initialStage: _initial, ...rest } = sales
  document.pipelines['sales'] = { ...rest, stages }
  return { document, gone, next: stages[0]?.name ?? '' }
}

describe.each(DATABASE_KINDS)('a process that has not heard of a publish on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind)
  })
  afterAll(() => tenon.close())

  test('creates and moves nothing into a stage that is gone: it tries again with the model in force', async () => {
    const { database, tenant, models, access, zones, calendars, hooks, system } = tenon
    let held: CompiledModel | null = await models.get(tenant)
    const stale = {
      get: async () => held ?? models.get(tenant),
      invalidate: () => {
        held = null
        return models.invalidate(tenant)
      },
    }
    const judgeMoves = makeJudgeMoves({ database })
    const checkStageChanges = makeCheckStageChanges({ hooks, judgeMoves })
    const parts = { database, models: stale, access, zones, calendars, hooks, checkStageChanges }
    const fresh = withFreshModel(stale)
    const [createRecords, updateRecord] = [fresh(makeCreateRecords(parts)), fresh(makeUpdateRecord(parts))]
    const input = { entity: 'deal', records: [{ name: 'One' }] }
    const [before] = await createRecords(system, input)
    const { document, gone, next } = shorter()
    expect(before?.stage).toBe(gone)
    const mapping = [{ entity: 'deal', pipeline: 'sales', stage: gone, to: { pipeline: 'sales', stage: next } }]
    await makePublishModel({ database, models: { invalidate: () => undefined }, relocate: relocateRecords })(system, {
      ...{ document, edits: {}, baseVersion: 1, stages: { mapping } },
    })
    expect(held).not.toBeNull()
    const [after] = await createRecords(system, input)
    expect(after?.stage).toBe(next)
    expect(held).toBeNull()
    held = null
    const move = { entity: 'deal', id: before?.id ?? '', version: 2, values: { stage: gone } }
    await expect(updateRecord(system, move)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })
})
