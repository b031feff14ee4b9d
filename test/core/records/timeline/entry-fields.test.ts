import { expect, test } from 'vitest'
import type { CompiledModel } from '../../../../core/src/model/compiled-model.ts'
import { entryFields, pipelineOfEntry } from '../../../../core/src/records/timeline/entry-fields.ts'
import type { StoredEntry } from '../../../../core/src/records/timeline/scan-entries.ts'

const stages = (labels: Record<string, string>) =>
  new Map(Object.entries(labels).map(([name, en]) => [name, { name, label: { en } }]))
const sales = { schema: { name: 'sales' }, stages: stages({ open: 'Open', lost: 'Lost' }) }
const rental = { schema: { name: 'rental' }, stages: stages({ booked: 'Booked', lost: 'Not rented' }) }
const model = {
  entities: new Map([['deal', { pipelines: [sales, rental], fields: new Map() }]]),
  pipelines: new Map([
    ['sales', sales],
    ['rental', rental],
  ]),
} as unknown as CompiledModel
const nothing = { field: () => undefined, stage: () => undefined, entityLabel: () => undefined }

/** What both sides of the change are called. */
function said(changes: StoredEntry['changes']): string[] {
  const pipeline = pipelineOfEntry(model, { entity: 'deal', changes } as StoredEntry)
  const fields = entryFields(model, nothing as unknown as Parameters<typeof entryFields>[1])
  const { old = null, new: now = null } = changes['stage'] as { old?: string; new?: string }
  const format = { locale: 'en', labels: {}, timeZone: 'UTC' } as const
  return [old, now].map((stage) => fields.text({ entity: 'deal', field: 'stage', pipeline }, stage, format))
}

test('a stage that two pipelines name alike is called as in the one in which the record was', () => {
  expect(said({ stage: { old: 'booked', new: 'lost' } })).toEqual(['Booked', 'Not rented'])
  expect(said({ stage: { old: 'open', new: 'lost' } })).toEqual(['Open', 'Lost'])
  expect(said({ stage: { old: null, new: 'lost' }, pipeline: { old: null, new: 'rental' } })).toEqual([
    '',
    'Not rented',
  ])
})

test('a stage of no pipeline that is left keeps its name', () => {
  expect(said({ stage: { old: 'gone', new: 'lost' } })).toEqual(['gone', 'Lost'])
})
