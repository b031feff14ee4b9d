import type { AfterHookContext, JsonValue, ScheduleTick, TenonRecord } from '@tenon/sdk/plugin'

const DAY = 86_400_000
/** A test drive of today may still be under way, or its result be on somebody's notepad. */
const DAYS_TO_WAIT = 1
/** What is older was planned before anybody asked to be reminded, or nobody will remember. */
const DAYS_BACK = 60
const PAGE = 100

/** As people know them; empty where a record is gone. */
interface Drive {
  number: string
  customer: string
}

const SUBJECTS = {
  en: ({ number, customer }: Drive) => `Say what became of test drive ${number} with ${customer}`,
  'zh-CN': ({ number, customer }: Drive) => `请更新${customer}的试驾 ${number} 的结果`,
} as const

/**
 * Reminds the salesperson, once, of each test drive whose time has passed and of which nobody has said what became of
 * it. A task for it carries the test drive in a unique reference: run twice, this changes nothing.
 */
export async function remindOfTestDrives(_: ScheduleTick, tenon: AfterHookContext): Promise<void> {
  const ago = (days: number) => new Date(tenon.now().getTime() - days * DAY).toISOString()
  const where = {
    and: [
      { field: 'status', op: 'eq', value: 'planned' } as const,
      { field: 'scheduledAt', op: 'lt', value: ago(DAYS_TO_WAIT) } as const,
      { field: 'scheduledAt', op: 'gte', value: ago(DAYS_BACK) } as const,
    ],
  }
  let reminded = 0
  for (let after: string | null | undefined; after !== null; ) {
    const page = await tenon.records.find({ entity: 'testDrive', where, limit: PAGE, ...(after && { after }) })
    reminded += await remindOf(page.records, tenon)
    after = page.nextCursor
  }
  tenon.log.info(`reminded of ${reminded} test drives`)
}

async function remindOf(drives: TenonRecord[], tenon: AfterHookContext): Promise<number> {
  if (drives.length === 0) return 0
  const where = { field: 'overdueTestDrive', op: 'in', value: drives.map(({ id }) => id) } as const
  const known = await tenon.records.find({ entity: 'task', where, fields: ['overdueTestDrive'], limit: PAGE })
  const done = new Set(known.records.map((task) => task['overdueTestDrive']))
  let reminded = 0
  for (const drive of drives) if (!done.has(drive.id) && (await remind(drive, tenon))) reminded += 1
  return reminded
}

/** False where somebody else has been quicker. */
async function remind(drive: TenonRecord, tenon: AfterHookContext): Promise<boolean> {
  const customer = await readName(tenon, drive['contact'])
  const subject = SUBJECTS[tenon.locale]({ number: String(drive['number'] ?? ''), customer }).slice(0, 200)
  const values = {
    subject,
    kind: 'toDo',
    priority: 'high',
    dueOn: tenon.now().toISOString().slice(0, 10),
    overdueTestDrive: drive.id,
    contact: drive['contact'] ?? null,
    opportunity: drive['opportunity'] ?? null,
    ownerId: drive['salesperson'] ?? drive.ownerId ?? null,
  }
  try {
    await tenon.records.create({ entity: 'task', values })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'CONFLICT') return false
    throw error
  }
}

async function readName(tenon: AfterHookContext, contact: JsonValue | undefined): Promise<string> {
  if (typeof contact !== 'string') return ''
  const where = { field: 'id', op: 'eq', value: contact } as const
  const { records } = await tenon.records.find({ entity: 'contact', where, fields: ['fullName'], limit: 1 })
  return String(records[0]?.['fullName'] ?? '')
}
