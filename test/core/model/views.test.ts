import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { FILTER_OPERATORS, type Filter } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ViewSchema } from '@tenon/sdk/contract/view-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFilter } from '../../../core/src/model/check/check-filter.ts'
import { filterSubject } from '../../../core/src/model/check/check-view.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { compileFilter } from '../../../core/src/records/compile-filter.ts'
import { storedQueryField } from '../../../core/src/records/stored-query-field.ts'
import { entity, field, pipeline, pluginPackage } from './sample-model.ts'
import { refusal } from './sample-plugins.ts'

const FIELDS = {
  status: field('choice'),
  worth: field('money'),
  seen: field('date'),
  keeper: field('user'),
  notes: field('longText'),
  tags: field('multiChoice'),
  rank: field('integer'),
}

function view(more: Partial<ViewSchema> = {}): ViewSchema {
  return { name: 'red', entity: 'thing', label: { en: 'Red ones', 'zh-CN': '红色' }, ...more }
}

function shop(views: ViewSchema[]) {
  return pluginPackage('shop', {
    entities: [entity('thing', FIELDS), entity('other', {})],
    pipelines: [pipeline('flow', 'thing')],
    views,
  })
}

const RED = view({
  where: { and: [{ field: 'status', op: 'eq', value: 'red' }, { not: { field: 'rank', op: 'lt', value: 3 } }] },
  sort: [{ field: 'worth', direction: 'desc' }, { field: 'createdAt' }],
  fields: ['name', 'worth', 'stage', 'rank'],
})

describe('views of plugins', () => {
  test('are part of the model, and know whose they are', () => {
    const document = mergeModel([shop([RED])], {})
    expect(document.views).toEqual({ red: { ...RED, source: 'shop' } })
    expect(compileModel(document, 1).views.get('red')).toMatchObject({ entity: 'thing' })
  })

  test('a model that was published before there were views has none, and still compiles', () => {
    const { views: _, ...old } = mergeModel([shop([])], {})
    expect(Object.hasOwn(mergeModel([shop([])], {}), 'views')).toBe(false)
    expect(compileModel(old as ModelDocument, 1).views.size).toBe(0)
  })

  test('two plugins with a view of the same name clash by both names', () => {
    const rival = pluginPackage('rival', { views: [view({ entity: 'other' })] })
    expect(refusal([shop([RED]), rival])).toMatchObject({
      code: 'PLUGIN_CLASH',
      message: "Plugins 'shop' and 'rival' both declare views › red; only one of them can be installed.",
    })
  })

  test.each<[string, ViewSchema, string, RegExp]>([
    ['an unknown entity', view({ entity: 'thin' }), '/entity', /did you mean 'thing'/],
    ['a name that every list has', view({ name: 'mine' }), '/name', /every list has a view 'mine'/],
    ['an unknown column', view({ fields: ['name', 'wrth'] }), '/fields/1', /did you mean 'worth'/],
    ['an unknown sort key', view({ sort: [{ field: 'rnk' }] }), '/sort/0/field', /did you mean 'rank'/],
    ['a sort key without an order', view({ sort: [{ field: 'tags' }] }), '/sort/0/field', /cannot be sorted by 'tags'/],
    [
      'an unknown field deep in the filter',
      view({ where: { and: [{ not: { field: 'statu', op: 'eq', value: 'red' } }] } }),
      '/where/and/0/not/field',
      /did you mean 'status'/,
    ],
    [
      'an operator that the field does not know',
      view({ where: { field: 'tags', op: 'eq', value: 'red' } }),
      '/where/op',
      /cannot be filtered by 'eq'; expected one of 'has', 'hasAny', 'hasAll', 'isNull'/,
    ],
    [
      'a value of the wrong kind',
      view({ where: { field: 'seen', op: 'gt', value: 'soon' } }),
      '/where/value',
      /not a date/,
    ],
    [
      'a person where there is none',
      view({ where: { field: 'status', op: 'eq', value: { $actor: true } } }),
      '/where/value',
      /only ownerId and fields of type user/,
    ],
    [
      'a placeholder that there is not',
      view({ where: { field: 'seen', op: 'gt', value: { $tody: 0 } } }),
      '/where/value',
      /'\$tody' stands for nothing; did you mean '\$today'/,
    ],
    [
      'a team where one person is meant',
      view({ where: { field: 'ownerId', op: 'eq', value: { $team: true } } }),
      '/where/value',
      /put it into the list of 'in'/,
    ],
  ])('%s is refused at its place, with advice', (...[, wrong, pointer, message]) => {
    const { code, problems } = refusal([shop([wrong])])
    expect(code).toBe('SCHEMA_INVALID')
    expect(problems).toHaveLength(1)
    expect(problems[0]?.pointer).toBe(`/views/${wrong.name}${pointer}`)
    expect(problems[0]?.message).toMatch(message)
  })
})

describe('views and the tenant’s edits', () => {
  const merged = (edits: TenantEdits) => mergeModel([shop([RED])], edits).views ?? {}

  test('an attribute that is edited leaves the others as the plugin has them, and null hides a view', () => {
    expect(merged({ views: { red: { label: { en: 'Hot' }, icon: 'flame' } } })['red']).toEqual({
      ...RED,
      label: { en: 'Hot', 'zh-CN': '红色' },
      icon: 'flame',
      source: 'shop',
    })
    expect(merged({ views: { red: null as never } })).toEqual({})
  })

  test('a view of the tenant’s own is checked like any other and belongs to the tenant', () => {
    const own = {
      entity: 'thing',
      label: { en: 'Mine to see' },
      where: { field: 'keeper', op: 'eq', value: { $actor: true } },
    }
    expect(merged({ views: { toSee: own } })['toSee']).toEqual({ name: 'toSee', ...own, source: 'tenant' })
    const wrong = { views: { toSee: { ...own, where: { field: 'nope', op: 'eq', value: 1 } } } }
    expect(refusal([shop([RED])], wrong)).toMatchObject({ problems: [{ pointer: '/views/toSee/where/field' }] })
    const forged = { views: { red: { source: 'tenant' } } }
    expect(refusal([shop([RED])], forged)).toMatchObject({ problems: [{ pointer: '/views/red/source' }] })
  })

  test('what the tenant removes takes columns, sort keys and views that cannot be without it along', () => {
    const without = (...names: string[]) => ({
      entities: { thing: { properties: Object.fromEntries(names.map((name) => [name, null])) } },
    })
    expect(merged(without('worth'))['red']).toMatchObject({
      fields: ['name', 'stage', 'rank'],
      sort: [{ field: 'createdAt' }],
    })
    expect(merged(without('rank'))).toEqual({})
    const edits = { entities: { thing: null as never }, pipelines: { flow: null as never } }
    expect(merged(edits)).toEqual({})
  })
})

const PLACEHOLDERS = [
  { $actor: true },
  { $team: true },
  { $teams: true },
  { $today: -3 },
  { $month: 1 },
  { $week: 'x' },
  { $me: 1 },
]

describe('the check of a view’s filter', () => {
  const actor = { kind: 'user', id: '0190a5d0-ac96-774b-bcce-b302099a8057', name: 'Ada', roles: [] } as const
  const tenant = { id: 't', slug: 'acme', schema: 't_acme' }
  const reader = {
    actor,
    tenant,
    requestId: 'r',
    signal: new AbortController().signal,
    locale: 'en',
    depth: 0,
  } as const
  const document = mergeModel([shop([])], {})
  const thing = compileModel(document, 1).entities.get('thing')
  const names = [...Object.keys(FIELDS), 'name', 'ownerId', 'stage', 'createdAt', 'version', 'nope', 'toString']
  const value = fc.oneof(
    fc.constantFrom('red', '2026-03-31', '12.5', '0190a5d0-ac96-774b-bcce-b302099a8057', 'a\u0000', '', ' x '),
    fc.constantFrom(null, true, false, 3, 1.5, {}, { amount: '3' }),
    fc.constantFrom(...PLACEHOLDERS),
    fc.array(fc.constantFrom(...PLACEHOLDERS, 'red'), { maxLength: 2 }),
    fc.array(fc.constantFrom<unknown>('red', '2026-03-31', null, 4, '0190a5d0-ac96-774b-bcce-b302099a8057'), {
      maxLength: 3,
    }),
  )
  const condition = fc.record({
    field: fc.constantFrom(...names),
    op: fc.constantFrom(...FILTER_OPERATORS),
    value,
  })
  const { filter } = fc.letrec<{ filter: unknown }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 12, depthSize: 'large' },
      condition,
      fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ not: tie('filter') }),
    ),
  }))

  function readingTakes(where: unknown): boolean {
    try {
      compileFilter(where, {
        alias: 'r',
        ctx: reader,
        locale: 'en',
        timeZone: 'UTC',
        field: (name) => {
          const found = thing === undefined ? undefined : storedQueryField(thing, name)
          if (found === undefined) throw new TenonError({ code: 'BAD_REQUEST', message: 'unknown' })
          return found
        },
      })
      return true
    } catch (error) {
      if (error instanceof TenonError) return false
      throw error
    }
  }

  test('lets through exactly what reading by it would take', () => {
    const subject = filterSubject({ entity: 'thing' }, document)
    if (subject === null) throw new Error('no such entity')
    fc.assert(
      fc.property(filter, (where) => {
        expect(checkFilter(where as Filter, subject).length === 0).toBe(readingTakes(where))
      }),
      { numRuns: 500 },
    )
  })
})
