import { describe, expect, test } from 'vitest'
import { diffModels } from '../../../core/src/schema-change/diff-models.ts'
import type { ModelChange } from '../../../core/src/schema-change/model-change.ts'
import { rebaseEdits } from '../../../core/src/schema-change/rebase-edits.ts'
import { entity, field, pipeline } from '../model/sample-model.ts'
import { compiled, type Parts, withFields } from './publishing-tenant.ts'

const CAR = entity('car', {
  vin: field('text', { id: 'vin' }),
  size: field('decimal'),
  owner: field('reference', { reference: { entity: 'car' } }),
})

function kinds(before: Parts, after: Parts): string[] {
  return diffModels(compiled(before, 1), compiled(after, 2)).map(inShort)
}

function inShort(change: ModelChange): string {
  return change.kind === 'ChangeField' ? `${change.kind}: ${change.aspects.join(', ')}` : change.kind
}

describe('the difference of two models', () => {
  test('against nothing is all that the model has', () => {
    const all = diffModels(null, compiled({ entities: [CAR], pipelines: [pipeline('sale', 'car')] }))
    expect(all.map(inShort)).toEqual(['AddEntity', 'AddPipeline'])
  })

  test('is empty for equal models, whatever the order of keys in them', () => {
    const turned = {
      ...CAR,
      properties: Object.fromEntries(Object.entries(CAR.properties).map(([name, value]) => [name, { ...value }])),
    }
    expect(kinds({ entities: [CAR] }, { entities: [turned] })).toEqual([])
  })

  test.each<[string, Parts, string[]]>([
    ['a field more', { entities: [withFields(CAR, { more: field('text') })] }, ['AddField']],
    ['a field less', { entities: [withFields(CAR, { size: null })] }, ['RemoveField']],
    [
      'another name',
      { entities: [withFields(CAR, { vin: null, chassis: field('text', { id: 'vin' }) })] },
      ['RenameField', 'EntityMetadata'],
    ],
    ['required', { entities: [{ ...CAR, required: ['vin'] }] }, ['ChangeField: required']],
    [
      'unique and indexed',
      { entities: [withFields(CAR, { vin: field('text', { id: 'vin', unique: true, indexed: true }) })] },
      ['ChangeField: unique, indexed'],
    ],
    [
      'searchable',
      { entities: [withFields(CAR, { vin: field('text', { id: 'vin', searchable: true }) })] },
      ['ChangeField: searchable'],
    ],
    [
      'a label',
      { entities: [withFields(CAR, { vin: field('text', { id: 'vin', label: { en: 'X' } }) })] },
      ['ChangeField: metadata'],
    ],
    [
      'more digits',
      { entities: [withFields(CAR, { size: field('decimal', { scale: 5 }) })] },
      ['ChangeField: type, metadata'],
    ],
    [
      'on delete',
      {
        entities: [
          withFields(CAR, { owner: field('reference', { reference: { entity: 'car', onDelete: 'cascade' } }) }),
        ],
      },
      ['ChangeField: onDelete'],
    ],
    ['the entity’s label', { entities: [{ ...CAR, label: { en: 'Auto' } }] }, ['EntityMetadata']],
    ['a pipeline', { entities: [CAR], pipelines: [pipeline('sale', 'car')] }, ['AddPipelineColumns', 'AddPipeline']],
    ['another entity', { entities: [CAR, entity('bike', {})] }, ['AddEntity']],
  ])('tells %s', (_, after, expected) => {
    expect(kinds({ entities: [CAR] }, after)).toEqual(expected)
  })

  test('tells stages that are gone, pipelines that are gone and entities that are gone', () => {
    const sale = pipeline('sale', 'car')
    const shorter = { ...sale, stages: sale.stages.slice(0, 2) }
    const before = compiled({ entities: [CAR], pipelines: [sale] })
    const [change] = diffModels(before, compiled({ entities: [CAR], pipelines: [shorter] }))
    expect(change).toMatchObject({ kind: 'ChangePipeline', removedStages: ['lost'] })
    expect(diffModels(before, compiled({ entities: [CAR] })).map(inShort)).toEqual(['RemovePipeline'])
    expect(diffModels(before, compiled({ entities: [entity('bike', {})] })).map(inShort)).toEqual([
      'RemoveEntity',
      'AddEntity',
      'RemovePipeline',
    ])
  })
})

describe('a draft carried over to other edits', () => {
  test('keeps what both sides changed, and its own where both changed the same', () => {
    const base = { entities: { car: { label: { en: 'Car' }, icon: 'car' } } }
    const theirs = { entities: { car: { label: { en: 'Vehicle' }, icon: 'truck' }, bike: {} } }
    const mine = { entities: { car: { label: { en: 'Auto' }, icon: 'car', properties: { a: 1 } } } }
    expect(rebaseEdits({ base, theirs, mine })).toEqual({
      edits: { entities: { car: { label: { en: 'Auto' }, icon: 'truck', properties: { a: 1 } }, bike: {} } },
      conflicts: [
        {
          ...{ path: '/entities/car/label/en', kind: 'changed', from: 'admin' },
          ...{ base: 'Car', mine: 'Auto', theirs: 'Vehicle' },
        },
      ],
    })
  })

  test('drops what the draft took back', () => {
    const base = { entities: { car: { icon: 'car' } } }
    expect(rebaseEdits({ base, theirs: { ...base, pipelines: {} }, mine: {} })).toEqual({
      edits: { pipelines: {} },
      conflicts: [],
    })
  })
})
