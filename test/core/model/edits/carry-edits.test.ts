import { isDeepStrictEqual } from 'node:util'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carryEdits } from '../../../../core/src/model/edits/carry-edits.ts'
import { mergePackages } from '../../../../core/src/model/merge-packages.ts'
import { mergePatch } from '../../../../core/src/model/merge-patch.ts'
import { entity, field, pipeline, pluginPackage } from '../sample-model.ts'
import { documents, editsOfModels } from './arbitrary-models.ts'
import { covers, flat } from './flat-parts.ts'

const RUNS = { numRuns: 3_000 }

describe('a tenant’s edits on another version of a plugin', () => {
  test('no edit and no change of the plugin is lost but where both values are shown', () => {
    fc.assert(
      fc.property(documents, documents, editsOfModels, (from, to, edits) => {
        const { edits: carried, conflicts } = carryEdits({ from, to, edits })
        const [was, is, ours, merged] = [from, to, mergePatch(from, edits), mergePatch(to, carried)].map((part) =>
          flat(part),
        )
        if (!was || !is || !ours || !merged) throw new Error('four parts')
        for (const path of new Set([...was.keys(), ...is.keys(), ...ours.keys(), ...merged.keys()])) {
          if (path.endsWith('/id') || conflicts.some((conflict) => covers(conflict, path))) continue
          const edited = ours.get(path) !== was.get(path)
          expect([path, merged.get(path)]).toEqual([path, edited ? ours.get(path) : is.get(path)])
        }
      }),
      RUNS,
    )
  })

  test('no column of a list that a tenant has edited is lost over several versions, but where it is shown or its field is gone', () => {
    const columns = (model: unknown, entity: string) => (model as ModelDocument).entities[entity]?.listFields ?? []
    fc.assert(
      fc.property(fc.array(documents, { minLength: 2, maxLength: 4 }), editsOfModels, ([from, ...later], edits) => {
        let [before, carried] = [from as ModelDocument, edits]
        for (const to of later) {
          const step = carryEdits({ from: before, to, edits: carried })
          for (const [entity, patch] of Object.entries(carried.entities ?? {})) {
            if (patch?.listFields === undefined || to.entities[entity] === undefined) continue
            const shown = (path: string) => step.conflicts.some((one) => covers(one, path))
            const left = columns(mergePatch(to, step.edits), entity)
            const lost = columns(mergePatch(before, carried), entity).filter((name) => !left.includes(name))
            for (const name of lost) {
              const isGone = to.entities[entity]?.properties[name] === undefined
              expect([name, isGone || shown(`/entities/${entity}/listFields/${name}`)]).toEqual([name, true])
            }
          }
          before = to
          carried = step.edits
        }
      }),
      RUNS,
    )
  })

  test('a choice decides its conflict, and nothing else', () => {
    fc.assert(
      fc.property(documents, documents, editsOfModels, (from, to, edits) => {
        const { conflicts, edits: mine } = carryEdits({ from, to, edits })
        const theirs = carryEdits({ from, to, edits, otherwise: 'theirs' })
        expect(theirs.conflicts).toEqual(conflicts)
        const kept = flat(mergePatch(to, mine))
        const given = flat(mergePatch(to, theirs.edits))
        const ours = flat(mergePatch(from, edits))
        const plugins = flat(to)
        for (const path of new Set([...kept.keys(), ...given.keys()])) {
          if (path.endsWith('/id')) continue
          const conflict = conflicts.find((one) => covers(one, path))
          if (conflict === undefined) expect([path, given.get(path)]).toEqual([path, kept.get(path)])
          else if (conflict.kind !== 'order' && !conflict.path.endsWith('/fieldType')) {
            expect([path, given.get(path)]).toEqual([path, plugins.get(path)])
            expect([path, kept.get(path)]).toEqual([path, ours.get(path)])
          }
        }
      }),
      RUNS,
    )
  })

  test('that a field is personal, and an entity’s records are persons, goes together with the plugin’s own changes', () => {
    const model = (type: 'text' | 'longText') => {
      const file = entity('thing', { note: field(type) })
      return mergePackages([pluginPackage('shop', { entities: [file] })], 'en')
    }
    const edits: TenantEdits = { entities: { thing: { subject: true, properties: { note: { personal: true } } } } }
    const carried = carryEdits({ from: model('text'), to: model('longText'), edits })
    expect(carried).toMatchObject({ conflicts: [], edits })
  })

  test('they stay as they are where the plugins’ parts do', () => {
    fc.assert(
      fc.property(documents, editsOfModels, (document, edits) => {
        const carried = carryEdits({ from: document, to: structuredClone(document), edits })
        return isDeepStrictEqual(carried, { edits, conflicts: [] })
      }),
    )
  })

  const before = pluginPackage('fleet', {
    entities: [
      entity('car', { vin: field('text', { maxLength: 10 }), colour: field('choice') }, { required: ['name'] }),
    ],
    pipelines: [pipeline('sale', 'car')],
  })

  function carry(after: typeof before, edits: TenantEdits, choices = {}) {
    const [from, to] = [mergePackages([before], 'en'), mergePackages([after], 'en')]
    return carryEdits({ from, to, edits, choices })
  }

  test('what both changed is one conflict per attribute, with both values', () => {
    const vin = field('text', { maxLength: 20, label: { en: 'VIN' } })
    const after = { ...before, entities: [entity('car', { vin, colour: field('choice') }, { required: ['name'] })] }
    const edits: TenantEdits = { entities: { car: { properties: { vin: { maxLength: 17, unique: true } } } } }
    const path = '/entities/car/properties/vin/maxLength'
    expect(carry(after, edits)).toEqual({
      edits,
      conflicts: [{ path, kind: 'changed', from: 'plugin', base: 10, mine: 17, theirs: 20 }],
    })
    expect(carry(after, edits, { [path]: 'theirs' }).edits).toEqual({
      entities: { car: { properties: { vin: { unique: true } } } },
    })
  })

  test('an edited field that the plugin takes away can stay as the tenant’s own, on the same column', () => {
    const after = { ...before, entities: [entity('car', { colour: field('choice') }, { required: ['name'] })] }
    const edits: TenantEdits = { entities: { car: { properties: { vin: { maxLength: 17 } } } } }
    const { edits: kept, conflicts } = carry(after, edits)
    expect(conflicts).toMatchObject([{ path: '/entities/car/properties/vin', kind: 'removed' }])
    const { label } = field('text')
    expect(kept.entities?.['car']?.properties?.['vin']).toEqual({
      fieldType: 'text',
      label,
      maxLength: 17,
      id: 'fleet/car/vin',
    })
    expect(carry(after, edits, { '/entities/car/properties/vin': 'theirs' }).edits).toEqual({})
  })

  test('a field that both have added stays the tenant’s column, whichever definition it gets', () => {
    const properties = { vin: field('text', { maxLength: 10 }), colour: field('choice'), seats: field('integer') }
    const after = { ...before, entities: [entity('car', properties, { required: ['name'] })] }
    const seats = field('decimal')
    const edits: TenantEdits = { entities: { car: { properties: { seats } } } }
    const path = '/entities/car/properties/seats'
    const { edits: mine, conflicts } = carry(after, edits)
    expect(conflicts).toMatchObject([{ path, kind: 'added' }])
    expect(mine).toEqual({ entities: { car: { properties: { seats: { ...seats, id: 'tenant/car/seats' } } } } })
    expect(carry(after, edits, { [path]: 'theirs' }).edits).toEqual({
      entities: { car: { properties: { seats: { id: 'tenant/car/seats' } } } },
    })
  })

  test('lists are merged by their elements, and each keeps its place', () => {
    const [fresh, won, lost] = pipeline('sale', 'car').stages
    if (!fresh || !won || !lost) throw new Error('three stages')
    const offer = { name: 'offer', label: { en: 'Offer' }, category: 'open' as const }
    const drive = { name: 'drive', label: { en: 'Drive' }, category: 'open' as const }
    const after = {
      ...before,
      pipelines: [pipeline('sale', 'car', { stages: [fresh, offer, won, { ...lost, label: { en: 'Gone' } }] })],
    }
    const mine = [fresh, drive, { ...won, label: { en: 'Sold' } }, lost]
    const { edits, conflicts } = carry(after, { pipelines: { sale: { stages: mine } } })
    expect(conflicts).toEqual([])
    expect(edits.pipelines?.['sale']?.['stages']).toEqual([
      fresh,
      offer,
      drive,
      { ...won, label: { en: 'Sold' } },
      { ...lost, label: { en: 'Gone' } },
    ])
  })

  test('a field whose type both change keeps one type with all that belongs to it', () => {
    const after = {
      ...before,
      entities: [
        entity('car', { vin: field('integer', { minimum: 3 }), colour: field('choice') }, { required: ['name'] }),
      ],
    }
    const edits: TenantEdits = {
      entities: { car: { properties: { vin: { fieldType: 'choice', options: [], help: { en: 'x' } } } } },
    }
    const path = '/entities/car/properties/vin/fieldType'
    const carried = carry(after, edits)
    expect(carried.conflicts).toMatchObject([{ path, kind: 'changed', theirs: { fieldType: 'integer', minimum: 3 } }])
    const to = mergePackages([after], 'en')
    const typed = (patch: TenantEdits) => (mergePatch(to, patch) as typeof to).entities['car']?.properties['vin']
    const { label } = field('integer')
    const rest = { label, id: 'fleet/car/vin', help: { en: 'x' } }
    expect(typed(carried.edits)).toEqual({ ...rest, fieldType: 'choice', options: [], maxLength: 10 })
    expect(typed(carry(after, edits, { [path]: 'theirs' }).edits)).toEqual({
      ...rest,
      fieldType: 'integer',
      minimum: 3,
    })
  })
})
