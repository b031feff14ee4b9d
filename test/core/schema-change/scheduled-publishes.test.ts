import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeTenantModel } from '../../../core/src/plugins/merge-tenant-model.ts'
import { runScheduled } from '../../../core/src/schema-change/run-scheduled-publishes.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { entity, field } from '../model/sample-model.ts'
import { startPublishing } from './start-publishing.ts'

const edits = (size: string, more: object = {}) => ({
  entities: { box: { ...entity('box', { size: field(size as 'text', { label: { en: 'Size' } }), ...more }) } },
})
const TIME = { localTime: '2099-03-01T22:00', timeZone: 'Europe/Berlin' }

describe('a publish at a time', () => {
  let opened: PluginTenant
  let ann: RequestContext
  beforeAll(async () => {
    opened = await openPluginTenant('pglite')
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    const id = uuidv7()
    await db
      .insertInto('_user')
      .values({ id, name: 'Ann', email: 'ann@example.com', roles: ['admin'] })
      .execute()
    ann = { ...opened.ctx, actor: { kind: 'user', id, name: 'Ann', roles: ['admin'] } }
    await model().publish(ann, { revision: await draft(edits('text')) })
  })
  afterAll(() => opened.close())

  const model = () => opened.tenon.services.model

  async function draft(wanted: object): Promise<number> {
    const { revision } = await model().draft(ann)
    return (await model().saveDraft(ann, { edits: wanted, revision })).revision
  }

  async function schedule(wanted: object, consent = false) {
    return model().schedulePublish(ann, { revision: await draft(wanted), ...TIME, consent, note: 'At night' })
  }

  function runNow(id: string): Promise<void> {
    const { database, installedPackages: packages } = opened.tenon
    const tools = { database, packages, mergeModel: mergeTenantModel, requireAdmin: () => undefined }
    const startPublish = startPublishing({ database })
    return runScheduled({ ...tools, startPublish }, { tenant: opened.tenant, id })
  }

  const found = async (id: string) => (await model().scheduledPublishes(ann)).find((one) => one.id === id)

  test('is at a moment of its time zone, waits there in sight, and is taken back', async () => {
    const made = await schedule(edits('longText'))
    expect(made).toMatchObject({
      dueAt: '2099-03-01T21:00:00.000Z',
      timeZone: 'Europe/Berlin',
      status: 'waiting',
      by: 'Ann',
    })
    expect(await found(made.id)).toMatchObject({ note: 'At night', agreed: { lost: 0 } })
    await model().cancelScheduled(ann, { id: made.id })
    await expect(model().cancelScheduled(ann, { id: made.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    await runNow(made.id)
    expect(await found(made.id)).toMatchObject({ status: 'cancelled', version: null })
    const revision = await draft(edits('longText'))
    for (const wrong of [{ localTime: '2001-01-01T00:00' }, { timeZone: 'Moon/Crater' }]) {
      const asked = model().schedulePublish(ann, { revision, ...TIME, ...wrong })
      await expect(asked).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    }
    const key: RequestContext = { ...ann, actor: { kind: 'apiKey', id: 'k', name: 'K', roles: ['admin'] } }
    await expect(model().schedulePublish(key, { revision, ...TIME })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('publishes what the draft was then, once, on a version that came meanwhile too', async () => {
    const { id } = await schedule(edits('longText'))
    const shade = { shade: field('text', { label: { en: 'Shade' } }) }
    await model().publish(ann, { revision: await draft(edits('text', shade)) })
    await runNow(id)
    await runNow(id)
    const done = await found(id)
    expect(done).toMatchObject({ status: 'published', error: null })
    const versions = await model().versions(ann)
    expect([versions[0]?.version, versions[0]?.note]).toEqual([done?.version, 'At night'])
    const { entities } = await model().view(ann)
    expect(entities['box']?.properties['size']?.fieldType).toBe('longText')
    expect(entities['box']?.properties).toHaveProperty('shade')
  })

  test('is refused with its reason where it has become riskier than what was agreed to', async () => {
    await model().discardDraft(ann)
    const { id } = await schedule(edits('integer'))
    await opened.create('box', { name: 'One', size: 'large' })
    const before = (await model().versions(ann))[0]?.version
    await runNow(id)
    expect(await found(id)).toMatchObject({ status: 'refused', error: expect.stringContaining('puts 1 values aside') })
    expect((await model().versions(ann))[0]?.version).toBe(before)
    expect((await opened.find('box'))[0]).toMatchObject({ size: 'large' })
    await expect(schedule(edits('integer'))).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
  })

  test('is done by whichever process runs when it is due, and not for somebody who is no admin any more', async () => {
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    await model().discardDraft(ann)
    const { id } = await schedule(edits('integer'), true)
    await db.updateTable('_scheduled_publish').set({ due_at: new Date() }).where('id', '=', id).execute()
    await db
      .updateTable('_user')
      .set({ roles: ['staff'] })
      .execute()
    await opened.tenon.startBackground()
    await vi.waitFor(async () => expect(await found(id)).toMatchObject({ status: 'refused' }), 20_000)
    expect((await found(id))?.error).toContain('no admin')
  }, 40_000)
})
