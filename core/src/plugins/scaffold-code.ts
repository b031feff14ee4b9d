interface Names {
  entity: string
  pipeline: string
}

const typeName = (entity: string) => entity.charAt(0).toUpperCase() + entity.slice(1)

/** `hooks.ts`: which rule runs when. */
export function scaffoldHooks({ entity }: Names): string {
  return `import { definePlugin, eachRecord } from '@tenon/sdk/plugin'
import { dueDateChanges } from './rules/due-date-changes.ts'
import { isChecked } from './rules/is-checked.ts'
import { postpone } from './rules/postpone.ts'
import { startsBeforeDue } from './rules/starts-before-due.ts'

export const plugin = definePlugin({
  entities: {
    ${entity}: {
      beforeCreate: eachRecord((job, tenon) => dueDateChanges(job.values, tenon.now())),
      validate: eachRecord((job) => startsBeforeDue(job.values)),
    },
  },
  guards: { isChecked: eachRecord((job) => isChecked(job.values)) },
  actions: { postpone: eachRecord(postpone) },
})
`
}

/** The rules, each of which knows as little of Tenon as it can. */
export function scaffoldRules({ entity }: Names): Record<string, string> {
  return {
    'rules/due-date-changes.ts': `const WEEK = 7 * 24 * 60 * 60 * 1000

/** A job without a date is due in a week. */
export function dueDateChanges({ dueOn }: { dueOn?: string | null }, now: Date) {
  if (dueOn) return undefined
  return { dueOn: new Date(now.getTime() + WEEK).toISOString().slice(0, 10) }
}
`,
    'rules/is-checked.ts': `import { reject } from '@tenon/sdk/plugin'

/** Nobody finishes a job that was not checked. */
export function isChecked({ checkedBy }: { checkedBy?: string | null }) {
  if (checkedBy) return
  reject(
    { en: 'Somebody must check the job before it is done.', 'zh-CN': '工单完成前必须有人检查。' },
    { field: 'checkedBy', rule: 'isChecked' },
  )
}
`,
    'rules/starts-before-due.ts': `import { reject } from '@tenon/sdk/plugin'

/** No job begins after the day on which it is due. */
export function startsBeforeDue({ startsOn, dueOn }: { startsOn?: string | null; dueOn?: string | null }) {
  if (!startsOn || !dueOn || startsOn <= dueOn) return
  reject(
    { en: 'It must begin before it is due.', 'zh-CN': '开始日期不能晚于截止日期。' },
    { field: 'startsOn', rule: 'startsBeforeDue' },
  )
}
`,
    'rules/postpone.ts': `import type { ActionContext, ActionRecord } from '@tenon/sdk/plugin'
import type { ${typeName(entity)} } from '../entities.d.ts'

const WEEK = 7 * 24 * 60 * 60 * 1000

/** The action *Postpone*: due a week later. */
export async function postpone({ id, values }: ActionRecord<${typeName(entity)}>, tenon: ActionContext) {
  const due = values.dueOn ? new Date(values.dueOn) : tenon.now()
  const dueOn = new Date(due.getTime() + WEEK).toISOString().slice(0, 10)
  await tenon.records.update({ entity: '${entity}', id, version: values.version, values: { dueOn } })
  return { message: tenon.i18n.t('postponed', { dueOn }) }
}
`,
  }
}

export function scaffoldTest({ entity, pipeline }: Names): string {
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestTenant } from '@tenon/sdk/testing'
import type { ${typeName(entity)} } from '../entities.d.ts'

const OIL: ${typeName(entity)} = { title: 'Change the oil', price: { amount: '120', currency: 'EUR' } }

test('a job without a date is due in a week', async () => {
  const tenant = await openTestTenant({ now: '2026-03-02T08:00:00Z' })
  const staff = await tenant.as('staff')
  const job = await staff.create('${entity}', { title: 'Change the tyres' })
  assert.equal(job.dueOn, '2026-03-09')
})

test('a job that would begin after it is due is refused at its beginning', async () => {
  const tenant = await openTestTenant()
  const staff = await tenant.as('staff')
  await assert.rejects(
    staff.create('${entity}', { title: 'Change the tyres', startsOn: '2026-03-02', dueOn: '2026-03-01' }),
    (error: { code: string; problems: object[] }) => {
      assert.equal(error.code, 'HOOK_REJECTED')
      assert.partialDeepStrictEqual(error.problems, [{ pointer: '/startsOn', rule: 'startsBeforeDue' }])
      return true
    },
  )
})

test('a job is done once somebody has checked it', async () => {
  const tenant = await openTestTenant({ fixtures: { oil: { entity: '${entity}', values: { ...OIL } } } })
  const staff = await tenant.as('staff')
  const { oil } = tenant.fixtures
  assert.equal(oil.pipeline, '${pipeline}')
  await assert.rejects(staff.move('${entity}', oil, 'done'), { code: 'TRANSITION_REFUSED', guard: 'isChecked' })
  const checked = await staff.update('${entity}', oil, { checkedBy: 'Mia' })
  const done = await staff.move('${entity}', checked, 'done')
  assert.equal(done.stage, 'done')
})

test('a job is postponed by a week, and says until when', async () => {
  const tenant = await openTestTenant({
    fixtures: { oil: { entity: '${entity}', values: { ...OIL, dueOn: '2026-03-02' } } },
  })
  const staff = await tenant.as('staff')
  const { message } = await staff.run('postpone', tenant.fixtures.oil)
  assert.match(message ?? '', /2026-03-09/)
  assert.equal((await staff.get('${entity}', tenant.fixtures.oil.id)).dueOn, '2026-03-09')
})

test('the guard explains itself in Chinese', async () => {
  const tenant = await openTestTenant({ fixtures: { oil: { entity: '${entity}', values: { ...OIL } } } })
  const staff = await tenant.as('staff', { locale: 'zh-CN' })
  await assert.rejects(staff.move('${entity}', tenant.fixtures.oil, 'done'), /必须有人检查/)
})
`
}
