import type { EditChoices } from '@tenon/sdk/contract/edit-conflict'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carryEdits } from '../../../../core/src/model/edits/carry-edits.ts'
import { mergePackages } from '../../../../core/src/model/merge-packages.ts'
import { entity, field, pluginPackage } from '../sample-model.ts'

type Sections = Record<string, readonly string[]>

const NAMES = ['name', 'kind', 'note', 'amount', 'extra']

function listed(sections: Sections) {
  return Object.entries(sections).map(([label, fields]) => ({ label: { en: label, 'zh-CN': label }, fields }))
}

function model(sections: Sections) {
  const fields = Object.fromEntries(NAMES.map((name) => [name, field('text')]))
  const file = { ...entity('thing', fields), sections: listed(sections) }
  return mergePackages([pluginPackage('shop', { entities: [file as never] })], 'en')
}

function carried({
  base,
  theirs,
  mine,
  choices = {},
}: Record<'base' | 'theirs' | 'mine', Sections> & { choices?: EditChoices }) {
  const edits = { entities: { thing: { sections: listed(mine) } } } as unknown as TenantEdits
  const { edits: merged, conflicts } = carryEdits({ from: model(base), to: model(theirs), edits, choices })
  const all = (merged as { entities?: { thing?: { sections?: ReturnType<typeof listed> } } }).entities?.thing?.sections
  return {
    sections: (all ?? listed(theirs)).map(({ label, fields }) => [label.en, [...fields]]),
    conflicts: conflicts.map(({ path, kind }) => `${kind} ${path}`),
  }
}

describe('an entity’s sections, edited by a tenant and changed by the plugin', () => {
  test('keep their number and each field its one place where both give one another label and move fields', () => {
    const { sections, conflicts } = carried({
      base: { Main: ['name', 'kind'], More: ['note', 'amount'] },
      mine: { Mine: ['name', 'note'], More: ['kind', 'amount'] },
      theirs: { 'Main two': ['name', 'kind'], More: ['note', 'extra'] },
    })
    expect(sections).toEqual([
      ['Mine', ['name', 'note']],
      ['More', ['extra', 'kind']],
    ])
    expect(conflicts).toEqual(['changed /entities/thing/sections/Mine/label'])
  })

  test('take the plugin’s label where that is chosen, with the fields as they are merged', () => {
    const { sections } = carried({
      base: { Main: ['name', 'kind'], More: ['note', 'amount'] },
      mine: { Mine: ['name', 'note'], More: ['kind', 'amount'] },
      theirs: { 'Main two': ['name', 'kind'], More: ['note', 'extra'] },
      choices: { '/entities/thing/sections/Mine/label': 'theirs' },
    })
    expect(sections).toEqual([
      ['Main two', ['name', 'note']],
      ['More', ['extra', 'kind']],
    ])
  })

  test('get the plugin’s new label while the tenant has moved a field, and the tenant’s while the plugin has', () => {
    const base = { Main: ['name', 'kind'], More: ['note', 'amount'] }
    const moved = { Main: ['name'], More: ['note', 'amount', 'kind'] }
    const named = { First: ['name', 'kind'], More: ['note', 'amount'] }
    const both = [
      ['First', ['name']],
      ['More', ['note', 'amount', 'kind']],
    ]
    expect(carried({ base, mine: moved, theirs: named })).toEqual({ sections: both, conflicts: [] })
    expect(carried({ base, mine: named, theirs: moved })).toEqual({ sections: both, conflicts: [] })
  })

  test('a field that both have moved is where the tenant has it, and said to be moved by both', () => {
    const places = {
      base: { Main: ['name', 'kind'], More: ['note'], Rest: ['amount'] },
      mine: { Main: ['name'], More: ['note', 'kind'], Rest: ['amount'] },
      theirs: { Main: ['name'], More: ['note'], Rest: ['amount', 'kind'] },
    }
    const path = '/entities/thing/sections/More/fields/kind'
    expect(carried(places)).toEqual({
      sections: [
        ['Main', ['name']],
        ['More', ['note', 'kind']],
        ['Rest', ['amount']],
      ],
      conflicts: [`changed ${path}`],
    })
    expect(carried({ ...places, choices: { [path]: 'theirs' } }).sections).toEqual([
      ['Main', ['name']],
      ['More', ['note']],
      ['Rest', ['amount', 'kind']],
    ])
  })

  test('one that the plugin takes away and the tenant has changed stays if chosen, with what the plugin has not moved', () => {
    const places = {
      base: { Main: ['name'], More: ['note', 'kind', 'amount'] },
      mine: { Main: ['name'], More: ['note', 'kind', 'amount', 'extra'] },
      theirs: { Main: ['name', 'note'] },
    }
    expect(carried(places)).toEqual({
      sections: [
        ['Main', ['name', 'note']],
        ['More', ['kind', 'amount', 'extra']],
      ],
      conflicts: ['removed /entities/thing/sections/More'],
    })
    const choices = { '/entities/thing/sections/More': 'theirs' } as const
    expect(carried({ ...places, choices }).sections).toEqual([['Main', ['name', 'note']]])
  })

  test('in which a field stands twice are merged section by section, and it goes on standing in both', () => {
    const twice = { Main: ['name', 'kind'], More: ['kind', 'note'] }
    const { sections } = carried({
      base: twice,
      mine: { ...twice, Own: ['amount'] },
      theirs: { Main: ['name', 'kind', 'extra'], More: ['kind', 'note'] },
    })
    expect(sections).toEqual([
      ['Main', ['name', 'kind', 'extra']],
      ['More', ['kind', 'note']],
      ['Own', ['amount']],
    ])
  })

  test('whatever both do, no field comes to stand twice or goes unless a side moved it, and no change of one side is lost', () => {
    const labels = ['A', 'B', 'C', 'D']
    const arbitrary = fc
      .array(fc.constantFrom(...labels, ''), { minLength: NAMES.length, maxLength: NAMES.length })
      .map((homes) => {
        const used = labels.filter((label) => homes.includes(label))
        return Object.fromEntries(used.map((label) => [label, NAMES.filter((_, at) => homes[at] === label)]))
      })
    const homes = (sections: ReadonlyArray<readonly [string, readonly string[]]>) =>
      new Map(sections.flatMap(([label, fields]) => fields.map((name) => [name, label] as const)))
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (base, theirs, mine) => {
        const { sections, conflicts } = carried({ base, theirs, mine })
        const names = sections.flatMap(([, fields]) => fields as string[])
        expect(new Set(names).size).toBe(names.length)
        expect(new Set(sections.map(([label]) => label)).size).toBe(sections.length)
        const merged = homes(sections as never)
        const [was, is, ours] = [base, theirs, mine].map((one) => homes(Object.entries(one))) as [
          Map<string, string>,
          Map<string, string>,
          Map<string, string>,
        ]
        for (const name of NAMES) {
          const stays = was.get(name) === is.get(name) && was.get(name) === ours.get(name)
          const isWhole = [base, theirs, mine].every(
            (one) => was.get(name) === undefined || (was.get(name) ?? '') in one,
          )
          if (stays && isWhole && conflicts.length === 0)
            expect([name, merged.has(name)]).toEqual([name, was.has(name)])
        }
        if (JSON.stringify(base) === JSON.stringify(theirs)) expect(sections).toEqual(Object.entries(mine))
      }),
      { numRuns: 3_000 },
    )
  })
})
