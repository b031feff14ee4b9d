import { sql } from 'kysely'
import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import {
  entityFile,
  hooksFile,
  manifest,
  openPluginTenant,
  type PluginTenant,
} from '../../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { eventually } from '../../web-components/support/eventually.ts'

const label = (en: string, zh: string) => ({ en, 'zh-CN': zh })
const followUp = {
  name: 'followUp',
  label: label('Follow up', '跟进'),
  entity: 'task',
  values: {
    name: '"Call about " + name',
    deal: 'record',
    dueOn: 'today.addDays(3)',
    note: 'account.name',
    ownerId: 'ownerId',
  },
}
const FILES = {
  'plugin.json': manifest('crm', { capabilities: [] }),
  'entities/account.schema.json': entityFile('account', {}),
  'entities/deal.schema.json': entityFile('deal', {
    account: { fieldType: 'reference', reference: { entity: 'account' } },
  }),
  'entities/task.schema.json': entityFile('task', {
    deal: { fieldType: 'reference', reference: { entity: 'deal' } },
    dueOn: { fieldType: 'date' },
    note: { fieldType: 'text', maxLength: 10 },
  }),
  'entities/echo.schema.json': entityFile('echo', { of: { fieldType: 'text' } }),
  'pipelines/sales.pipeline.json': {
    ...{ name: 'sales', entity: 'deal', label: label('Sales', '销售') },
    stages: [
      { name: 'fresh', label: label('Fresh', '新建'), category: 'open' },
      { name: 'offer', label: label('Offer', '报价'), category: 'open', entry: { creates: [followUp] } },
      { name: 'won', label: label('Won', '赢单'), category: 'won' },
    ],
  },
  // Each echo makes the next one, without end.
  'pipelines/echoing.pipeline.json': {
    ...{ name: 'echoing', entity: 'echo', label: label('Echoes', '回声') },
    stages: [
      {
        ...{ name: 'heard', label: label('Heard', '听到'), category: 'open' },
        entry: {
          creates: [
            { name: 'next', label: label('Next', '下一个'), entity: 'echo', values: { name: 'name', of: 'id' } },
          ],
        },
      },
    ],
  },
  'hooks.ts': hooksFile(`{ entities: { task: { beforeCreate: (records) =>
    records.map(({ values }) => values.name === 'Call about refused' ? reject('No calls today.') : undefined) } } }`),
}

describe.each(DATABASE_KINDS)('what entering a stage creates on %s', (kind) => {
  let crm: PluginTenant
  beforeAll(async () => {
    crm = await openPluginTenant(kind)
    await crm.install(FILES)
    await crm.tenon.startBackground()
  }, 60_000)
  afterAll(() => crm?.close())

  const tasks = (deal: string) => crm.find('task', { where: { field: 'deal', op: 'eq', value: deal } })
  const move = (id: string, version: number, { stage, as = crm.ctx }: { stage: string; as?: RequestContext }) =>
    crm.tenon.services.records.moveStage(as, { entity: 'deal', id, version, stage })
  const pipelines = () => crm.tenon.services.pipelines

  async function addUser(name: string, grants: object): Promise<RequestContext> {
    const id = uuidv7()
    const db = crm.tenon.database.tenant(crm.tenant.schema)
    const role = { name: `role${id.slice(-6)}`, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants) }
    await db.insertInto('_role').values(role).execute()
    const user = { id, email: `${id}@example.com`, name, roles: [role.name], team_id: null }
    await db.insertInto('_user').values(user).execute()
    crm.tenon.forgetRoles(crm.tenant.schema)
    return { ...crm.ctx, actor: { kind: 'user', id, name, roles: [role.name] } }
  }

  test('is created once per stay, by whichever way it was entered, and names its cause', async () => {
    const account = await crm.create('account', { name: 'Acme' })
    const born = await crm.create('deal', { name: 'Born there', stage: 'offer', account: account.id })
    await eventually(async () => (await tasks(born.id)).length).toBe(1)
    const moved = await crm.create('deal', { name: 'Moved', account: account.id })
    await move(moved.id, 1, { stage: 'offer' })
    await eventually(async () => (await tasks(moved.id)).length).toBe(1)
    const [task] = await tasks(moved.id)
    expect(task).toMatchObject({ name: 'Call about Moved', note: 'Acme', deal: moved.id })
    const [{ reason } = { reason: null }] = await crm.tenon.services.records.history(crm.ctx, {
      ...{ entity: 'task', id: task?.id ?? '' },
    })
    expect(reason).toBe('stage:sales/offer/followUp')
    // A second stay is another one.
    await move(moved.id, 2, { stage: 'fresh' })
    await move(moved.id, 3, { stage: 'offer' })
    await eventually(async () => (await tasks(moved.id)).length).toBe(2)
    // What is told again is not done again.
    await sql`update ${sql.id(crm.tenant.schema, '_outbox')} set delivered_at = null, claimed_at = null`.execute(
      crm.tenon.database.control,
    )
    await crm.create('account', { name: 'Wakes the relay' })
    await eventually(async () => {
      const { rows } = await sql<{ open: number }>`select count(*)::int as open
        from ${sql.id(crm.tenant.schema, '_outbox')} where delivered_at is null`.execute(crm.tenon.database.control)
      return rows[0]?.open
    }).toBe(0)
    expect((await tasks(moved.id)).length + (await tasks(born.id)).length).toBe(3)
  })

  test('is created in the name of who moved, or of the system where that one may not', async () => {
    const seller = await addUser('Seller', { '*': { create: 'all', read: 'all', update: 'all' } })
    const narrow = await addUser('Narrow', { deal: { create: 'all', read: 'all', update: 'all' } })
    for (const [as, by] of [
      [seller, `user:${seller.actor.id}`],
      [narrow, 'system'],
    ] as const) {
      const { id } = await crm.create('deal', { name: 'Named' }, as)
      await move(id, 1, { stage: 'offer', as })
      await eventually(async () => (await tasks(id)).map(({ createdBy }) => createdBy)).toEqual([by])
    }
  })

  test('does not undo the move when it fails: admins are told, and can have it tried again or give it up', async () => {
    const { id } = await crm.create('deal', { name: 'refused' })
    await move(id, 1, { stage: 'offer' })
    await eventually(async () => (await pipelines().creations(crm.ctx)).failed).toBe(1)
    const [failure] = (await pipelines().creations(crm.ctx)).creations
    expect(failure).toMatchObject({
      ...{ name: 'followUp', entity: 'deal', recordId: id, title: 'refused', status: 'failed', attempts: 1 },
      creates: { name: 'task' },
      error: expect.stringContaining('No calls today.'),
    })
    expect(await crm.get('deal', { id })).toMatchObject({ stage: 'offer', version: 2 })
    const staff = await addUser('Staff', { '*': { read: 'all' } })
    await expect(pipelines().creations(staff)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const input = { history: failure?.history ?? '', name: 'followUp' }
    await pipelines().retryCreation(crm.ctx, input)
    await eventually(async () => (await pipelines().creations(crm.ctx)).creations.map(({ status }) => status)).toEqual([
      'failed',
    ])
    expect((await pipelines().dismissCreation(crm.ctx, input)).creations).toEqual([])
    await expect(pipelines().retryCreation(crm.ctx, input)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await tasks(id)).toEqual([])
  })

  test('ends after five records that make each other', async () => {
    await crm.create('echo', { name: 'Hello' })
    await eventually(async () => (await pipelines().creations(crm.ctx)).failed).toBe(1)
    expect(await crm.count('echo')).toBe(6)
    const [failure] = (await pipelines().creations(crm.ctx)).creations
    expect(failure).toMatchObject({ name: 'next', error: expect.stringContaining('5 deep') })
    const [told] = (await pipelines().creations({ ...crm.ctx, locale: 'zh-CN' })).creations
    expect(told?.error).toBe('因进入阶段而相互创建的记录最多 5 层。')
  })
})
