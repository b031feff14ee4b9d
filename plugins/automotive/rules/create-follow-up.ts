import type { AfterHookContext, HookRecord, JsonValue } from '@tenon/sdk/plugin'

const DAYS_TO_CALL = 2
const DAY = 86_400_000

/** Names as people know them; empty where a record is gone. */
interface Names {
  customer: string
  vehicle: string
}

const SUBJECTS = {
  en: ({ customer, vehicle }: Names) => `Call ${customer} about the test drive of ${vehicle}`,
  'zh-CN': ({ customer, vehicle }: Names) => `就试驾 ${vehicle} 回访${customer}`,
} as const

/**
 * Gives the salesperson a task when a test drive has become completed. An event may be delivered more than once,
 * so the task carries the test drive, which is unique among tasks: looking first saves a refused write, and
 * where two deliveries look at the same time, the second one's write is the one that is refused.
 */
export async function createFollowUp({ id, values, old }: HookRecord, tenon: AfterHookContext): Promise<void> {
  if (id === null || values['status'] !== 'completed' || old?.['status'] === 'completed') return
  const existing = await tenon.records.find({
    entity: 'task',
    where: { field: 'testDrive', op: 'eq', value: id },
    fields: ['testDrive'],
    limit: 1,
  })
  if (existing.records.length > 0) return
  try {
    await tenon.records.create({ entity: 'task', values: await followUpOf(id, values, tenon) })
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}

async function followUpOf(id: string, values: HookRecord['values'], tenon: AfterHookContext) {
  const due = new Date(tenon.now().getTime() + DAYS_TO_CALL * DAY)
  const customer = await readName(tenon, { entity: 'contact', id: values['contact'], field: 'fullName' })
  const vehicle = await readName(tenon, { entity: 'vehicle', id: values['vehicle'], field: 'name' })
  return {
    subject: SUBJECTS[tenon.locale]({ customer, vehicle }).slice(0, 200),
    kind: 'call',
    priority: 'high',
    dueOn: due.toISOString().slice(0, 10),
    testDrive: id,
    contact: values['contact'] ?? null,
    opportunity: values['opportunity'] ?? null,
    ownerId: values['salesperson'] ?? values['ownerId'] ?? null,
  }
}

async function readName(
  tenon: AfterHookContext,
  { entity, id, field }: { entity: string; id: JsonValue | undefined; field: string },
): Promise<string> {
  if (typeof id !== 'string') return ''
  const page = await tenon.records.find({
    entity,
    where: { field: 'id', op: 'eq', value: id },
    fields: [field],
    limit: 1,
  })
  return String(page.records[0]?.[field] ?? '')
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CONFLICT'
}
