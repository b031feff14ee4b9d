import type { ModelPipeline, TenantEdits } from '@tenon/sdk/contract/model-document'
import { expect, test } from 'vitest'
import { addPipeline } from '../../../schema-studio/src/draft/add-pipeline.ts'
import { changePipeline } from '../../../schema-studio/src/draft/change-pipeline.ts'
import { countPendingPipelines, pendingStages } from '../../../schema-studio/src/draft/pending-pipeline.ts'
import {
  mayFollow,
  withMove,
  withoutStage,
  withStage,
  withStageAt,
} from '../../../schema-studio/src/draft/pipeline-stages.ts'
import { removePipeline } from '../../../schema-studio/src/draft/remove-pipeline.ts'
import { isPipelineCustomised, resetPipeline } from '../../../schema-studio/src/draft/reset-pipeline.ts'

const SALES: ModelPipeline = {
  name: 'sales',
  entity: 'deal',
  label: { en: 'Sales' },
  source: 'crm',
  initialStage: 'talk',
  stages: [
    { name: 'fresh', label: { en: 'Fresh' }, category: 'open' },
    { name: 'talk', label: { en: 'Talk' }, category: 'open', transitions: ['fresh', 'won'] },
    { name: 'won', label: { en: 'Won' }, category: 'won' },
    { name: 'lost', label: { en: 'Lost' }, category: 'lost' },
  ],
  transitionRules: [
    { name: 'a', label: { en: 'A' }, to: ['won'], roles: ['admin'] },
    { name: 'b', label: { en: 'B' }, from: ['talk'], roles: ['admin'] },
  ],
  reopening: { to: ['talk'], withinDays: 3 },
}

test('only the attributes that differ are kept, and a reset gives the plugin’s value back', () => {
  const edits = changePipeline({}, { before: SALES, after: { ...SALES, label: { en: 'Deals' }, skipping: false } })
  expect(edits).toEqual({ pipelines: { sales: { label: { en: 'Deals' }, skipping: false } } })
  expect(isPipelineCustomised(edits, { name: 'sales', attributes: ['skipping', 'goingBack'] })).toBe(true)
  const reset = resetPipeline(edits, { name: 'sales', attributes: ['skipping', 'goingBack'] })
  expect(reset).toEqual({ pipelines: { sales: { label: { en: 'Deals' } } } })
  expect(resetPipeline(reset, { name: 'sales', attributes: ['label'] })).toEqual({})
  expect(changePipeline(edits, { before: SALES, after: SALES })).toBe(edits)
})

test('an attribute that is taken away from a plugin’s pipeline stays away, one of an own pipeline is just gone', () => {
  const { reopening: _reopening, ...without } = SALES
  expect(changePipeline({}, { before: SALES, after: without })).toEqual({ pipelines: { sales: { reopening: null } } })
  const own: TenantEdits = { pipelines: { sales: { entity: 'deal', reopening: { withinDays: 3 } } } }
  const before: ModelPipeline = { ...SALES, source: 'tenant' }
  expect(changePipeline(own, { before, after: { ...without, source: 'tenant' } as ModelPipeline })).toEqual({
    pipelines: { sales: { entity: 'deal' } },
  })
})

test('a removed stage leaves nothing behind that names it', () => {
  const { initialStage, stages, transitionRules, reopening } = withoutStage(SALES, 'talk')
  expect(initialStage).toBeUndefined()
  expect(stages.map(({ name }) => name)).toEqual(['fresh', 'won', 'lost'])
  expect(transitionRules?.map(({ name }) => name)).toEqual(['a'])
  expect(reopening).toEqual({ withinDays: 3 })
  expect(withoutStage(SALES, 'won').stages[1]?.transitions).toEqual(['fresh'])
})

test('stages are added at the end of their category, and go to any place', () => {
  const added = withStage(SALES, { name: 'offer', label: { en: 'Offer' }, category: 'open' })
  expect(added.stages.map(({ name }) => name)).toEqual(['fresh', 'talk', 'offer', 'won', 'lost'])
  expect(withStageAt(added, 'offer', 0).stages.map(({ name }) => name)).toEqual([
    ...['offer', 'fresh', 'talk', 'won', 'lost'],
  ])
  expect(withStageAt(added, 'offer', 9)).toBe(added)
})

test('a stage that permits all others says nothing of them', () => {
  const closed = withMove(SALES, { from: 'fresh', to: 'won', allowed: false })
  expect(closed.stages[0]?.transitions).toEqual(['talk', 'lost'])
  expect(mayFollow(closed.stages[0] ?? { name: '', label: { en: '' }, category: 'open' }, 'won')).toBe(false)
  expect(withMove(closed, { from: 'fresh', to: 'won', allowed: true }).stages[0]).not.toHaveProperty('transitions')
})

test('pipelines are added and removed; one of a plugin is marked as removed', () => {
  const added = addPipeline({}, { name: 'renewal', entity: 'deal', label: { en: 'Renewal' } })
  expect(added.pipelines?.['renewal']).toMatchObject({ entity: 'deal', stages: [{ name: 'open' }, {}, {}] })
  expect(removePipeline(added, { name: 'renewal', source: 'tenant' })).toEqual({})
  expect(removePipeline({}, { name: 'sales', source: 'crm' })).toEqual({ pipelines: { sales: null } })
})

test('what is pending is told per stage and counted, another order once', () => {
  const changed = withStage(withoutStage(SALES, 'lost'), { name: 'won', label: { en: 'Yes' }, category: 'won' })
  expect(Object.fromEntries(pendingStages(SALES, changed))).toEqual({ won: 'changed', lost: 'removed' })
  const moved = withStageAt(SALES, 'talk', 0)
  expect(countPendingPipelines({ pipelines: { sales: SALES } }, { pipelines: { sales: moved } })).toBe(1)
  expect(countPendingPipelines({ pipelines: { sales: SALES } }, { pipelines: {} })).toBe(1)
  expect(countPendingPipelines({ pipelines: { sales: SALES } }, { pipelines: { sales: SALES } })).toBe(0)
})
