import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { mergeTenantModel } from '../../../core/src/plugins/merge-tenant-model.ts'
import { makeReadAffectedValues } from '../../../core/src/schema-change/affected-values.ts'
import { openPluginTenant, type PluginTenant } from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field } from '../model/sample-model.ts'

const edits = (size: string) => ({
  entities: { box: { ...entity('box', { size: field(size as 'text', { label: { en: 'Size' } }) }) } },
})

describe.each(DATABASE_KINDS)('a plan that loses values on %s', (kind) => {
  let opened: PluginTenant
  let [ann, ben]: RequestContext[] = []
  beforeAll(async () => {
    opened = await openPluginTenant(kind)
    ;[ann, ben] = await Promise.all(['Ann', 'Ben'].map(person))
    await publish('text')
    for (const size of ['7', 'large', '=1+1']) await opened.create('box', { name: `Box ${size}`, size })
  })
  afterAll(() => opened.close())

  async function person(name: string): Promise<RequestContext> {
    const id = uuidv7()
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    await db
      .insertInto('_user')
      .values({ id, name, email: `${name}@example.com`, roles: ['admin'] })
      .execute()
    return { ...opened.ctx, actor: { kind: 'user', id, name, roles: ['admin'] } }
  }

  const model = () => opened.tenon.services.model

  async function draft(size: string, ctx: RequestContext = opened.ctx): Promise<number> {
    const { revision } = await model().draft(ctx)
    return (await model().saveDraft(ctx, { edits: edits(size), revision })).revision
  }

  async function publish(size: string, ctx: RequestContext = opened.ctx) {
    return model().publish(ctx, { revision: await draft(size, ctx), consent: true })
  }

  const audited = async () => {
    const db = opened.tenon.database.tenant(opened.tenant.schema)
    const entities = ['planApproval', 'modelSettings', 'model']
    const query = db.selectFrom('_audit').select(['action', 'actor']).where('entity', 'in', entities)
    const rows = await query.orderBy('id').execute()
    return rows.map(({ action, actor }) => [action, actor])
  }

  test('gives all affected values as they are, those that are lost first', async () => {
    const revision = await draft('integer')
    const { database, installedPackages: packages } = opened.tenon
    const read = makeReadAffectedValues({
      database,
      packages,
      mergeModel: mergeTenantModel,
      requireAdmin: () => undefined,
    })
    const { rows, entity: name } = await read(opened.ctx, { revision, step: 0 })
    const found: unknown[][] = []
    for await (const { title, before, after, lost } of rows) found.push([title, before, after, lost])
    expect(name).toBe('box')
    expect(found.slice(0, 2).sort()).toEqual([
      ['Box =1+1', '=1+1', null, true],
      ['Box large', 'large', null, true],
    ])
    expect(found.slice(2)).toEqual([['Box 7', '7', 7, false]])
    await expect(read(opened.ctx, { revision, step: 9 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(read(opened.ctx, { revision: revision - 1, step: 0 })).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
    })
    expect(await audited()).toEqual([['model.exportAffected', 'system']])
  })

  test('waits for another admin where the tenant wants that, and is published once with it', async () => {
    if (ann === undefined || ben === undefined) throw new Error('There are two admins')
    await model().saveSettings(ann, { secondApproval: true })
    await expect(publish('integer', ann)).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      problems: [{ rule: 'secondApproval' }],
    })
    expect(await opened.find('box', { fields: ['size'] })).toEqual(
      expect.arrayContaining([expect.objectContaining({ size: 'large' })]),
    )
    const [asked] = await model().approvals(ben)
    expect(asked).toMatchObject({ askedBy: 'Ann', isMine: false, decision: 'waiting', lost: 2 })
    if (asked === undefined) return
    await expect(model().decideApproval(ann, { id: asked.id, approve: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const key: RequestContext = { ...opened.ctx, actor: { kind: 'apiKey', id: 'k', name: 'K', roles: ['admin'] } }
    await expect(model().decideApproval(key, { id: asked.id, approve: true })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    // Asking again is no second request.
    await expect(publish('integer', ann)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    expect(await model().approvals(ben)).toHaveLength(1)
    await model().decideApproval(ben, { id: asked.id, approve: true })
    await expect(model().decideApproval(ben, { id: asked.id, approve: false })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    // More values are lost now than Ben has agreed to.
    const late = await opened.create('box', { name: 'Box late', size: 'late' })
    await expect(publish('integer', ann)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    await opened.update('box', late, { size: '8' })
    const { version } = await publish('integer', ann)
    expect(version).not.toBeNull()
    const approvals = await model().approvals(ann)
    expect(approvals.find(({ id }) => id === asked.id)).toMatchObject({
      decision: 'approved',
      decidedBy: 'Ben',
      usedVersion: version,
    })
    // What loses nothing needs nobody; what loses something needs a new word.
    await publish('text', ann)
    await expect(publish('integer', ann)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' })
    const people = `user:${ann.actor.id}`
    expect(await audited()).toEqual(
      expect.arrayContaining([
        ['modelSettings.save', people],
        ['planApproval.ask', people],
        ['planApproval.approve', `user:${ben.actor.id}`],
      ]),
    )
    await model().saveSettings(ann, { secondApproval: false })
    expect((await publish('integer', ann)).version).not.toBeNull()
  })
})
