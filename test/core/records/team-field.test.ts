import { uuidv7 } from 'uuidv7'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTeams } from '../../../core/src/identity/make-teams.ts'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

const document = mergeModel(
  [
    pluginPackage('sample', {
      entities: [entity('task', { team: field('team'), isMine: field('formula', { formula: 'team == "x"' }) })],
    }),
  ],
  {},
)

describe.each(DATABASE_KINDS)('a record that names a team on %s', (kind) => {
  let tenon: TestRecords
  beforeAll(async () => {
    tenon = await openTestRecords(kind, document)
  })
  afterAll(() => tenon?.close())

  test('has the title of the team, keeps it from being deleted, and goes on naming it once it is archived', async () => {
    const admin = tenon.system
    const { database } = tenon
    const teams = makeTeams({
      database,
      requireAdmin: async () => undefined,
      recordChange: async () => undefined,
      changeNoted: (ctx, work) => database.transaction(ctx.tenant.schema, (trx) => work(trx, async () => undefined)),
    })
    const [north, south] = [await teams.create(admin, { name: 'North' }), await teams.create(admin, { name: 'South' })]
    expect((await tenon.viewModel(admin)).teams).toEqual([
      { id: north.id, name: 'North' },
      { id: south.id, name: 'South' },
    ])
    const task = await tenon.createRecord(admin, { entity: 'task', values: { name: 'T', team: north.id } })
    expect(task).toMatchObject({ team: north.id, isMine: false, $labels: { [north.id]: 'North' } })
    await expect(teams.delete(admin, { id: north.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    await teams.delete(admin, { id: south.id })
    await teams.update(admin, { id: north.id, archived: true })
    expect(await tenon.viewModel(admin)).not.toHaveProperty('teams')
    const values = { name: 'Still' }
    const changed = await tenon.updateRecord(admin, { entity: 'task', id: task.id, version: 1, values })
    expect(changed).toMatchObject({ team: north.id, $labels: { [north.id]: 'North' } })
    const missing = uuidv7()
    const wrong = tenon.createRecord(admin, { entity: 'task', values: { name: 'T', team: missing } })
    await expect(wrong).rejects.toMatchObject({
      problems: [{ pointer: '/team', message: `there is no team with the id '${missing}'` }],
    })
  })
})
