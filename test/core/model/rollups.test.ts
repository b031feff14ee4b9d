import type { EntitySchema, RollupSchema } from '@tenon/sdk/contract/entity-schema'
import { describe, expect, test } from 'vitest'
import { checkAgainstMetaSchema } from '../../../core/src/model/check/check-against-meta-schema.ts'
import { checkEntity } from '../../../core/src/model/check/check-entity.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'

const FIELDS = {
  colour: field('choice'),
  pieces: field('integer'),
  packedAt: field('dateTime'),
  closesOn: field('date'),
  pay: field('decimal', { sensitive: true }),
  twice: field('formula', { formula: 'pieces * 2' }),
  notes: field('longText'),
  thing: field('reference'),
}

const box = (rollups: RollupSchema[]): EntitySchema => entity('box', FIELDS, { rollups })
const problems = (...rollups: RollupSchema[]) =>
  checkEntity(box(rollups)).map(({ pointer, rule, problem }) => {
    expect(problem['zh-CN']).toMatch(/[\u4e00-\u9fff]/)
    return `${pointer} ${rule}: ${problem.en}`
  })

describe('rollups of an entity', () => {
  test('are taken with keys and sums of the record itself', () => {
    const rollup: RollupSchema = {
      name: 'byMonth',
      groupBy: [{ field: 'packedAt', per: 'month' }, { field: 'closesOn', per: 'year' }, 'ownerId'],
      sums: ['pieces'],
    }
    expect(problems(rollup)).toEqual([])
    expect(checkAgainstMetaSchema('entity', box([rollup]) as never)).toEqual([])
  })

  test('are refused in words where a field cannot be kept by, or not be added up', () => {
    expect(
      problems(
        { name: 'one', groupBy: ['thing.name', 'twice', 'pay'] },
        { name: 'one', groupBy: ['packedAt', 'notes', 'nobody'], sums: ['colour', 'pay', 'twice'] },
        { name: 'two', groupBy: ['colour', 'colour', { field: 'pieces', per: 'day' }], sums: ['deletedAt'] },
        { name: 'three', groupBy: ['id', 'createdAt', 'version'] },
      ),
    ).toEqual([
      "/rollups/0/groupBy/0 path: 'thing.name' leads to another record: figures are kept by fields of the record itself",
      "/rollups/0/groupBy/1 derived: 'twice' is worked out when it is read, so nothing can be kept by it",
      "/rollups/0/groupBy/2 sensitive: 'pay' is sensitive: figures that are kept of it would tell its values",
      "/rollups/1/name duplicate: 'one' is there twice",
      "/rollups/1/groupBy/0 groupBy: 'packedAt' is a time: say 'per' which period it is grouped",
      expect.stringMatching(/^\/rollups\/1\/groupBy\/1 groupBy: records cannot be grouped by 'notes'; choose a stage/),
      expect.stringMatching(/^\/rollups\/1\/groupBy\/2 unknownField: there is no field 'nobody'/),
      "/rollups/1/sums/0 fieldType: 'colour', a field of type 'choice', has no numbers to add up",
      "/rollups/1/sums/1 sensitive: 'pay' is sensitive: figures that are kept of it would tell its values",
      "/rollups/1/sums/2 derived: 'twice' is worked out when it is read, so nothing can be kept by it",
      "/rollups/2/groupBy/2 groupBy: 'pieces' is no date or time, so it has no periods",
      "/rollups/2/groupBy/1 duplicate: 'colour' is there twice",
      expect.stringMatching(/^\/rollups\/2\/sums\/0 unknownField/),
      expect.stringMatching(/^\/rollups\/3\/groupBy\/0 groupBy/),
      expect.stringMatching(/^\/rollups\/3\/groupBy\/1 groupBy: 'createdAt' is a time/),
      expect.stringMatching(/^\/rollups\/3\/groupBy\/2 groupBy/),
    ])
  })

  test('keep no smallest and greatest values, and are few', () => {
    const asked = { name: 'one', groupBy: ['colour'], min: ['pieces'] } as unknown as RollupSchema
    expect(checkAgainstMetaSchema('entity', box([asked]) as never)).toMatchObject([{ pointer: '/rollups/0/min' }])
    const many = Array.from({ length: 6 }, (_, at): RollupSchema => ({ name: `r${at}`, groupBy: ['colour'] }))
    expect(checkAgainstMetaSchema('entity', box(many) as never)).toHaveLength(1)
  })

  test('by a stage need a pipeline', () => {
    const packages = (pipelines: ReturnType<typeof pipeline>[]) => [
      pluginPackage('sample', {
        entities: [box([{ name: 'byStage', groupBy: ['stage'] }]), entity('thing', {})],
        pipelines,
      }),
    ]
    expect(() => mergeModel(packages([]), {})).toThrow(/records of 'box' have no 'stage': no pipeline is for them/)
    expect(mergeModel(packages([pipeline('packing', 'box')]), {}).entities['box']?.rollups).toHaveLength(1)
  })

  test('go with a key that an admin removes, lose a sum, and come from extensions too', () => {
    const rollups: RollupSchema[] = [
      { name: 'byColour', groupBy: ['colour'], sums: ['pieces'] },
      { name: 'byDay', groupBy: [{ field: 'closesOn', per: 'day' }] },
    ]
    const owner = pluginPackage('sample', { entities: [box(rollups), entity('thing', {})] })
    const other = pluginPackage('other', {
      extensions: [
        { extends: 'box', properties: { size: field('integer') }, rollups: [{ name: 'bySize', groupBy: ['size'] }] },
      ],
    })
    const edits = { entities: { box: { properties: { pieces: null, closesOn: null, twice: null } } } }
    expect(mergeModel([owner, other], edits as never).entities['box']?.rollups).toEqual([
      { name: 'byColour', groupBy: ['colour'], sums: [] },
      { name: 'bySize', groupBy: ['size'] },
    ])
  })
})
