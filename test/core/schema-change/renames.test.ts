import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelView, TenantEdits } from '@tenon/sdk/contract/model-document'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filesOf } from '../../../core/src/cli/model-folder.ts'
import {
  entityFile,
  manifest,
  openPluginTenant,
  type PluginFiles,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'

const KEYS = ['a', 'b', 'c', 'd', 'e'] as const
type Key = (typeof KEYS)[number]
const NAMES = ['a', 'b', 'c', 'd', 'e', 'left', 'right', 'over'] as const
const FIELDS = {
  a: { fieldType: 'integer' },
  b: { fieldType: 'integer' },
  c: { fieldType: 'text', searchable: true },
  d: { fieldType: 'text' },
  e: { fieldType: 'text' },
  sum: { fieldType: 'formula', formula: 'a * 10 + b + size(c)' },
  box: { fieldType: 'reference', reference: { entity: 'box' } },
  twin: { fieldType: 'slug', slugFrom: 'c' },
}
const LAYOUT = {
  listFields: ['a', 'c'],
  uniqueTogether: [{ fields: ['a', 'd'] }],
  sections: [{ label: { en: 'All' }, fields: ['d', 'b', 'c'] }],
}

function shop(version = '1.0.0', fields: Record<string, object> = {}): PluginFiles {
  return {
    'plugin.json': manifest('shop', { version }),
    'entities/item.schema.json': entityFile('item', { ...FIELDS, ...fields }, LAYOUT),
    'entities/box.schema.json': entityFile('box', {
      worth: {
        fieldType: 'rollup',
        rollup: { entity: 'item', reference: 'box', aggregate: 'sum', field: 'a', filter: 'b > 0 && c != ""' },
      },
    }),
    'views/some.view.json': {
      name: 'some',
      entity: 'item',
      label: { en: 'Some' },
      where: { or: [{ field: 'a', op: 'gt', value: 0 }, { not: { field: 'd', op: 'eq', value: 'x' } }] },
      sort: [{ field: 'b', direction: 'desc' }],
      fields: ['c', 'd'],
    },
  }
}

const VALUES = { a: 3, b: 4, c: 'five', d: 'six', e: 'seven' }

/** One draft: which name each field gets, and whether types change and a field of the tenant's own comes or goes. */
const draft = fc.record({
  names: fc.shuffledSubarray([...NAMES], { minLength: 5, maxLength: 5 }),
  longer: fc.boolean(),
  extra: fc.boolean(),
})

describe.each(DATABASE_KINDS)('names of parts on %s', (kind) => {
  let tenant: PluginTenant
  beforeAll(async () => {
    tenant = await openPluginTenant(kind)
    await tenant.install(shop())
  })
  afterAll(() => tenant.close())

  const model = () => tenant.tenon.services.model

  async function currentNames(): Promise<Record<Key, string>> {
    const { edits } = await model().draft(tenant.ctx)
    return Object.fromEntries(KEYS.map((key) => [key, edits.names?.fields?.['item']?.[key] ?? key])) as Record<
      Key,
      string
    >
  }

  async function nameAll(names: readonly string[]): Promise<void> {
    const rename = (field: string, name: string) =>
      model().renamePart(tenant.ctx, { place: { part: 'field', entity: 'item', field }, name })
    const before = await currentNames()
    const moving = KEYS.filter((key, at) => before[key] !== names[at])
    for (const key of moving) await rename(before[key], `passing${key.toUpperCase()}`)
    for (const key of moving) await rename(`passing${key.toUpperCase()}`, names[KEYS.indexOf(key)] ?? key)
  }

  /** Edits as the API has them: by names. */
  async function edit(change: (edits: TenantEdits) => TenantEdits): Promise<void> {
    const { edits, revision } = await model().draft(tenant.ctx)
    await model().saveDraft(tenant.ctx, { edits: change(edits), revision })
  }

  function withField(edits: TenantEdits, name: string, patch: object | undefined): TenantEdits {
    const item = edits.entities?.['item'] ?? {}
    const { [name]: _before, ...others } = item.properties ?? {}
    const properties = patch === undefined ? others : { ...others, [name]: patch }
    return { ...edits, entities: { ...edits.entities, item: { ...item, properties } } }
  }

  async function publish(): Promise<number | null> {
    const { revision, edits } = await model().draft(tenant.ctx)
    const outcome = await model()
      .publish(tenant.ctx, { revision, consent: true })
      .catch((error: { code?: string }) => {
        if (error.code !== 'CONFLICT') throw error
        return null
      })
    expect((await model().plan(tenant.ctx)).steps).toEqual([])
    expect((await model().draft(tenant.ctx)).edits).toEqual(edits)
    return outcome !== null && 'version' in outcome ? outcome.version : null
  }

  async function endAll(): Promise<void> {
    for (const { place, formerName } of await model().formerNames(tenant.ctx)) {
      await model().endFormerName(tenant.ctx, { place, formerName })
    }
  }

  /** Every value under the name that its field has, everything worked out of them, and every name somebody's. */
  async function checkAll(ids: { item: string; box: string }): Promise<void> {
    const names = await currentNames()
    const record = await tenant.get('item', { id: ids.item })
    const expected = KEYS.map((key): [string, JsonValue] => [names[key], VALUES[key]])
    expect(record).toMatchObject({ ...Object.fromEntries(expected), sum: 38, twin: 'five' })
    expect(await tenant.get('box', { id: ids.box })).toMatchObject({ worth: 3 })
    const view = await model().view(tenant.ctx)
    expect(unknownNames(view)).toEqual([])
    const { where, sort } = view.views['some'] ?? {}
    expect(await tenant.find('item', { ...(where && { where }), ...(sort && { sort }) })).toHaveLength(1)
    expect(await tenant.find('item', { search: 'fiv' })).toHaveLength(1)
  }

  function unknownNames({ entities, views }: ModelView): string[] {
    const item = entities['item']
    const used = [
      ...(item?.listFields ?? []),
      ...(item?.sections ?? []).flatMap(({ fields }) => fields),
      ...(item?.uniqueTogether ?? []).flatMap(({ fields }) => fields),
      ...(views['some']?.fields ?? []),
      ...(views['some']?.sort ?? []).map(({ field }) => field),
      item?.properties['twin']?.slugFrom ?? '',
      entities['box']?.properties['worth']?.rollup?.field ?? '',
    ]
    return used.filter((name) => !Object.hasOwn(item?.properties ?? {}, name))
  }

  let ids: { item: string; box: string }

  test('any sequence of renames, with other changes between, loses no value and breaks no reference, there and back', async () => {
    const box = await tenant.create('box', { name: 'B' })
    const item = await tenant.create('item', { name: 'I', ...VALUES, box: box.id })
    ids = { item: item.id, box: box.id }
    await fc.assert(
      fc.asyncProperty(
        fc.array(draft, { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.nat()),
        async (drafts, picks) => {
          const published: Array<{ version: number; view: string }> = []
          for (const { names, longer, extra } of drafts) {
            await endAll()
            await nameAll(names)
            const { e } = await currentNames()
            await edit((edits) => withField(edits, e, longer ? { fieldType: 'longText' } : undefined))
            await edit((edits) =>
              withField(edits, 'extra', extra ? { fieldType: 'boolean', label: { en: 'X' } } : undefined),
            )
            const version = await publish()
            await checkAll(ids)
            if (version !== null) published.push({ version, view: await shownModel() })
          }
          for (const { value } of [...Array(published.length)].map(() => picks.next())) {
            const target = published[value % published.length]
            if (target === undefined) continue
            const back = await model().restore(tenant.ctx, { version: target.version, consent: true }).catch(ifNothing)
            await checkAll(ids)
            if (back !== null) expect(await shownModel()).toBe(target.view)
          }
        },
      ),
      { numRuns: kind === 'pglite' ? 8 : 5 },
    )
  }, 120_000)

  async function shownModel(): Promise<string> {
    const { version: _version, formerNames: _former, ...view } = await model().view(tenant.ctx)
    return JSON.stringify(view)
  }

  function ifNothing(error: { code?: string }): null {
    if (error.code !== 'CONFLICT') throw error
    return null
  }

  test('one admin renames a field while another edits it: both changes stay', async () => {
    await endAll()
    await nameAll(KEYS)
    await publish()
    await endAll()
    const seen = await model().draft(tenant.ctx)
    await model().renamePart(tenant.ctx, { place: { part: 'field', entity: 'item', field: 'c' }, name: 'left' })
    const mine = withField(seen.edits, 'c', { label: { en: 'Third' } })
    const saved = await model().saveDraft(tenant.ctx, { edits: mine, revision: seen.revision })
    expect(saved.conflicts).toEqual([])
    expect(saved.document.entities['item']?.properties['left']).toMatchObject({
      label: { en: 'Third' },
      id: 'shop/item/c',
    })
    expect(saved.document.entities['item']?.properties['c']).toBeUndefined()
    await publish()
  })

  test('two admins who give one field different names are asked which stays', async () => {
    const seen = await model().draft(tenant.ctx)
    const place = { part: 'field', entity: 'item', field: 'd' } as const
    await model().renamePart(tenant.ctx, { place, name: 'right' })
    const fields = { ...seen.edits.names?.fields?.['item'], d: 'over' }
    const mine = { ...seen.edits, names: { fields: { item: fields } } }
    const saved = await model().saveDraft(tenant.ctx, { edits: mine, revision: seen.revision })
    expect(saved.conflicts).toMatchObject([{ path: '/names/fields/item/d', mine: 'over', theirs: 'right' }])
    const { revision, edits } = saved
    const chosen = await model().saveDraft(tenant.ctx, {
      edits,
      revision,
      choices: { '/names/fields/item/d': 'theirs' },
    })
    expect(chosen.document.entities['item']?.properties['right']?.id).toBe('shop/item/d')
    await publish()
  })

  test('a new version of the plugin lands on the renamed field, whose new name stays', async () => {
    await tenant.install(shop('1.1.0', { c: { fieldType: 'text', searchable: true, help: { en: 'New words' } } }))
    const { entities } = await model().view(tenant.ctx)
    expect(entities['item']?.properties['left']).toMatchObject({ label: { en: 'Third' }, help: { en: 'New words' } })
    const { id: _id, ...renamed } = { ...FIELDS.c, id: 'shop/item/c' }
    const { c: _c, ...others } = FIELDS
    const moved = {
      ...others,
      third: { ...renamed, id: 'shop/item/c' },
      twin: { fieldType: 'slug', slugFrom: 'third' },
    }
    const sum = { fieldType: 'formula', formula: 'a * 10 + b + size(third)' }
    const next = shop('1.2.0')
    next['entities/item.schema.json'] = entityFile('item', { ...moved, sum }, { listFields: ['a', 'third'] })
    next['entities/box.schema.json'] = entityFile('box', {
      worth: {
        fieldType: 'rollup',
        rollup: { entity: 'item', reference: 'box', aggregate: 'sum', field: 'a', filter: 'b > 0 && third != ""' },
      },
    })
    next['views/some.view.json'] = { name: 'some', entity: 'item', label: { en: 'Some' }, fields: ['third'] }
    await tenant.install(next)
    expect((await model().draft(tenant.ctx)).edits.names?.fields?.['item']).toMatchObject({ third: 'left' })
    expect(await tenant.get('item', { id: ids.item })).toMatchObject({ left: 'five', sum: 38, twin: 'five' })
  })

  test('edits as files keep the names, by keys, to the byte', async () => {
    const { edits } = await tenant.tenon.modelEdits.read(tenant.ctx)
    const files = filesOf(edits)
    expect(JSON.parse(files.get('names.json') ?? '')).toEqual(edits.names)
    const { version } = await tenant.tenon.modelEdits.read(tenant.ctx)
    expect((await tenant.tenon.modelEdits.plan(tenant.ctx, edits)).steps).toEqual([])
    await tenant.tenon.modelEdits.apply(tenant.ctx, {
      edits: structuredClone(edits),
      baseVersion: version,
      consent: false,
    })
    expect(filesOf((await tenant.tenon.modelEdits.read(tenant.ctx)).edits)).toEqual(files)
  })
})
