import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { carryFromParts } from '../../../core/src/plugins/carry-tenant-edits.ts'
import { makeDiscardDraft } from '../../../core/src/schema-change/discard-draft.ts'
import { makeListVersions } from '../../../core/src/schema-change/list-versions.ts'
import { makePlanDraft } from '../../../core/src/schema-change/plan-draft.ts'
import { makePublishDraft } from '../../../core/src/schema-change/publish-draft.ts'
import { makeReadDraft } from '../../../core/src/schema-change/read-draft.ts'
import { makeReadVersion } from '../../../core/src/schema-change/read-version.ts'
import { makeSaveDraft } from '../../../core/src/schema-change/save-draft.ts'
import { makeUndoPublish } from '../../../core/src/schema-change/undo-publish.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { columnsInCatalog } from './catalog-of.ts'
import { openPublishingTenant } from './publishing-tenant.ts'
import { startPublishing } from './start-publishing.ts'

const PACKAGES = [pluginPackage('demo', { entities: [entity('car', { vin: field('text') })] })]
const TIER: TenantEdits = { entities: { car: { properties: { tier: field('text', { label: { en: 'Tier' } }) } } } }
const COLOUR: TenantEdits = { entities: { car: { properties: { colour: field('choice') } } } }

async function installPackages(trx: ReturnType<Database['tenant']>): Promise<void> {
  const rows = PACKAGES.map((plugin) => ({
    id: plugin.manifest.id,
    version: plugin.manifest.version,
    package: JSON.stringify(plugin),
    grants: [],
  }))
  await trx.insertInto('_plugin').values(rows).execute()
}

describe.each(DATABASE_KINDS)('drafts on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function openStudio() {
    const tenant = await openPublishingTenant(database)
    const installed = { packages: PACKAGES }
    const requireAdmin = (ctx: RequestContext) => {
      if (ctx.actor.kind !== 'system') throw new TenonError({ code: 'FORBIDDEN', message: 'Admins only.' })
    }
    const packages = async () => structuredClone(installed.packages)
    const tools = { database, packages, mergeModel, requireAdmin, startPublish: startPublishing(tenant, requireAdmin) }
    const document = mergeModel(structuredClone(PACKAGES), {})
    await tenant.publishModel(tenant.ctx, { document, edits: {}, baseVersion: 0, withinTransaction: installPackages })
    return {
      tenant,
      ctx: tenant.ctx,
      installed,
      readDraft: makeReadDraft(tools),
      saveDraft: makeSaveDraft(tools),
      discardDraft: makeDiscardDraft(tools),
      planDraft: makePlanDraft(tools),
      publishDraft: makePublishDraft(tools),
      undoPublish: makeUndoPublish({ ...tools, carryEdits: carryFromParts }),
      listVersions: makeListVersions(tools),
      readVersion: makeReadVersion(tools),
    }
  }

  test('what the own reference is seen as gets another name, and the own formula goes along, without a statement', async () => {
    const { ctx, tenant, ...studio } = await openStudio()
    const parent = (name: string) =>
      field('reference', { reference: { entity: 'car', onDelete: 'setNull', reverse: { name } } })
    const edits = (name: string, formula: string): TenantEdits => ({
      entities: {
        car: {
          properties: {
            parent: parent(name),
            size: { fieldType: 'formula', label: { en: 'Size' }, formula },
          },
        },
      },
    })
    await studio.saveDraft(ctx, { edits: edits('parts', 'parts.count(p, p.vin != null)'), revision: 0 })
    await studio.publishDraft(ctx, { revision: 1 })
    const { revision } = await studio.readDraft(ctx)
    const saved = await studio.saveDraft(ctx, { edits: edits('wheels', 'parts.count(p, p.vin != null)'), revision })
    expect(saved.document.entities['car']?.properties['size']?.formula).toBe('wheels.count(p, p.vin != null)')
    expect(saved.edits).toEqual(edits('wheels', 'wheels.count(p, p.vin != null)'))
    const plan = await studio.planDraft(ctx)
    expect(plan.steps.map(({ summary, sql }) => [summary.en, sql])).toEqual([
      [expect.stringContaining('The reference'), []],
      [expect.stringContaining('Size'), []],
    ])
    await studio.publishDraft(ctx, { revision: saved.revision })
    await expect(
      studio.saveDraft(ctx, { edits: edits('wheels', 'tyres.count()'), revision: saved.revision }),
    ).rejects.toMatchObject({ code: 'SCHEMA_INVALID' })
    expect(await tenant.valuesOf('car', 'vin')).toEqual([])
  })

  test('an added field is saved, planned, published and undone; its values come back when that is undone', async () => {
    const studio = await openStudio()
    const { ctx, tenant } = studio
    expect(await studio.readDraft(ctx)).toMatchObject({ edits: {}, baseVersion: 1, revision: 0 })
    const draft = await studio.saveDraft(ctx, { edits: TIER, revision: 0 })
    expect(draft).toMatchObject({ edits: TIER, baseVersion: 1, revision: 1 })
    expect(draft.document.entities['car']?.properties['tier']?.label).toEqual({ en: 'Tier' })
    const plan = await studio.planDraft(ctx)
    expect(plan).toMatchObject({ baseVersion: 1, blockers: [], needsConsent: false })
    expect(plan.steps.map((step) => step.summary.en)).toEqual(['Add field ‘Tier’ to car'])
    expect(await studio.publishDraft(ctx, { revision: 1, note: 'Tiers' })).toEqual({ version: 2 })
    await tenant.insert('car', { tier: 'gold' })
    expect(await studio.undoPublish(ctx)).toEqual({ version: 3 })
    expect((await columnsInCatalog(tenant)).join()).not.toContain('car.tier')
    expect((await studio.readDraft(ctx)).edits).toEqual({})
    expect(await studio.undoPublish(ctx)).toEqual({ version: 4 })
    expect(await tenant.valuesOf('car', 'tier')).toEqual(['gold'])
    const versions = await studio.listVersions(ctx)
    expect(versions.map(({ version, note, current }) => [version, note, current])).toEqual([
      [4, 'Back to version 2', true],
      [3, 'Back to version 1', false],
      [2, 'Tiers', false],
      [1, '', false],
    ])
    expect((await studio.readVersion(ctx, { version: 2 })).edits).toEqual(TIER)
    await expect(studio.readVersion(ctx, { version: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('what two save on the same revision is merged, and a draft that others changed is not published', async () => {
    const { ctx, saveDraft, readDraft, publishDraft, discardDraft } = await openStudio()
    await Promise.all([saveDraft(ctx, { edits: TIER, revision: 0 }), saveDraft(ctx, { edits: COLOUR, revision: 0 })])
    const draft = await readDraft(ctx)
    expect(draft).toMatchObject({ revision: 2, conflicts: [] })
    expect(Object.keys(draft.edits.entities?.['car']?.properties ?? {}).sort()).toEqual(['colour', 'tier'])
    await expect(publishDraft(ctx, { revision: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect(await discardDraft(ctx)).toMatchObject({ edits: {}, revision: 3 })
    await expect(publishDraft(ctx, { revision: 3 })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(saveDraft(ctx, { edits: TIER, revision: 9 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
  })

  test('what two have changed both is a conflict of the draft until one value is chosen', async () => {
    const { ctx, saveDraft, readDraft, publishDraft } = await openStudio()
    const labelled = (en: string) => ({ entities: { car: { label: { en } } } })
    await saveDraft(ctx, { edits: labelled('Auto'), revision: 0 })
    const second = await saveDraft(ctx, { edits: labelled('Wagon'), revision: 0 })
    const path = '/entities/car/label/en'
    expect(second).toMatchObject({ edits: labelled('Wagon'), conflicts: [{ path, mine: 'Wagon', theirs: 'Auto' }] })
    await expect(publishDraft(ctx, { revision: 2 })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(saveDraft(ctx, { edits: second.edits, revision: 2, choices: { '/x': 'mine' } })).rejects.toMatchObject(
      {
        code: 'VALIDATION_FAILED',
      },
    )
    const third = await saveDraft(ctx, { edits: second.edits, revision: 2, choices: { [path]: 'theirs' } })
    expect(third).toMatchObject({ edits: labelled('Auto'), conflicts: [], revision: 3 })
    // Whoever gives it a third value has chosen too.
    await saveDraft(ctx, { edits: labelled('Motor'), revision: 2 })
    expect((await readDraft(ctx)).conflicts).toMatchObject([{ path, base: 'Wagon', mine: 'Motor', theirs: 'Auto' }])
    await saveDraft(ctx, { edits: labelled('Engine'), revision: 4 })
    expect(await readDraft(ctx)).toMatchObject({ conflicts: [], edits: labelled('Engine') })
    expect(await publishDraft(ctx, { revision: 5 })).toEqual({ version: 2 })
  })

  test('an edit meets what another admin has undone meanwhile as a choice too', async () => {
    const { ctx, saveDraft, publishDraft, undoPublish, readDraft } = await openStudio()
    const labelled = (en: string) => ({ entities: { car: { label: { en } } } })
    await saveDraft(ctx, { edits: labelled('Auto'), revision: 0 })
    await publishDraft(ctx, { revision: 1 })
    const { revision, baseVersion } = await saveDraft(ctx, { edits: labelled('Wagon'), revision: 2 })
    await undoPublish(ctx)
    const path = '/entities/car/label/en'
    expect((await readDraft(ctx)).conflicts).toEqual([
      { path, kind: 'removed', from: 'admin', base: 'Auto', mine: 'Wagon' },
    ])
    const late = await saveDraft(ctx, { edits: labelled('Car'), revision, baseVersion })
    expect(late.conflicts).toMatchObject([{ path, mine: 'Car' }])
    const settled = await saveDraft(ctx, { edits: late.edits, revision: late.revision, choices: { [path]: 'theirs' } })
    expect([settled.conflicts, settled.document.entities['car']?.label]).toEqual([
      [],
      { en: 'car', 'zh-CN': '实体car' },
    ])
  })

  test('edits that give no whole model are not saved, and every problem has its pointer', async () => {
    const { ctx, saveDraft, readDraft } = await openStudio()
    const edits = { entities: { car: { properties: { tier: { fieldType: 'tekst', label: { en: 'Tier' } } } } } }
    await expect(saveDraft(ctx, { edits, revision: 0 })).rejects.toMatchObject({
      code: 'SCHEMA_INVALID',
      problems: [{ pointer: expect.stringContaining('/entities/car/properties/tier') }],
    })
    expect(await readDraft(ctx)).toMatchObject({ revision: 0 })
  })

  test('a draft is carried over to what is published meanwhile', async () => {
    const studio = await openStudio()
    const { ctx } = studio
    await studio.saveDraft(ctx, { edits: TIER, revision: 0 })
    const document = mergeModel(structuredClone(PACKAGES), COLOUR)
    await studio.tenant.publishModel(ctx, { document, edits: COLOUR, baseVersion: 1 })
    const draft = await studio.readDraft(ctx)
    expect(draft).toMatchObject({ baseVersion: 2, revision: 1 })
    expect(Object.keys(draft.document.entities['car']?.properties ?? {}).sort()).toEqual([
      'colour',
      'name',
      'tier',
      'vin',
    ])
    expect(await studio.publishDraft(ctx, { revision: 1 })).toEqual({ version: 3 })
    expect((await columnsInCatalog(studio.tenant)).join()).toMatch(/car.colour text,.*car.tier text/)
  })

  test('a draft merged with plugins that are not the installed ones any more is not published', async () => {
    const studio = await openStudio()
    const { ctx } = studio
    await studio.saveDraft(ctx, { edits: TIER, revision: 0 })
    studio.installed.packages = [
      { ...structuredClone(PACKAGES[0] ?? pluginPackage('demo')), integrity: 'sha256-older' },
    ]
    await expect(studio.publishDraft(ctx, { revision: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect(await studio.tenant.currentVersion()).toBe(1)
  })

  test('a removed field with values needs consent, and undoing is the consent', async () => {
    const studio = await openStudio()
    const { ctx, tenant } = studio
    await tenant.insert('car', { vin: 'WVW' })
    await studio.saveDraft(ctx, { edits: { entities: { car: { properties: { vin: null } } } }, revision: 0 })
    await expect(studio.publishDraft(ctx, { revision: 1 })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await studio.publishDraft(ctx, { revision: 1, consent: true })
    await studio.undoPublish(ctx)
    expect(await tenant.valuesOf('car', 'vin')).toEqual(['WVW'])
  })

  test('without an earlier change there is nothing to undo, and only admins may look', async () => {
    const studio = await openStudio()
    await expect(studio.undoPublish(studio.ctx)).rejects.toMatchObject({ code: 'CONFLICT' })
    const staff: RequestContext = { ...studio.ctx, actor: { kind: 'user', id: 'u', name: 'U', roles: ['staff'] } }
    const verbs = [
      studio.readDraft(staff),
      studio.saveDraft(staff, { edits: TIER, revision: 0 }),
      studio.discardDraft(staff),
      studio.planDraft(staff),
      studio.publishDraft(staff, { revision: 0 }),
      studio.undoPublish(staff),
      studio.listVersions(staff),
      studio.readVersion(staff, { version: 1 }),
    ]
    const results = await Promise.allSettled(verbs)
    expect(results.map((result) => result.status === 'rejected' && result.reason.code)).toEqual(
      verbs.map(() => 'FORBIDDEN'),
    )
  })
})
