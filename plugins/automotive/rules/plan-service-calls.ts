import { type ActionContext, type ActionResult, type JsonObject, reject, type TenonRecord } from '@tenon/sdk/plugin'

/** So many calls fit into what one run may ask of its host. */
const MOST = 100
const DAY = 86_400_000

const SUBJECTS = {
  en: (vehicle: string, day: string) => `Service of ${vehicle} is due on ${day}`,
  'zh-CN': (vehicle: string, day: string) => `${vehicle} 应于 ${day} 保养`,
} as const

/** Plans a call to each owner whose car is due for service soon, unless it is planned already. */
export async function planServiceCalls(tenon: ActionContext): Promise<ActionResult> {
  const due = await vehiclesDue(tenon)
  if (due.length === 0) reject(NONE)
  const subjects = due.map((vehicle) => subjectOf(vehicle, tenon.locale))
  const planned = await tenon.records.find({
    entity: 'task',
    where: { and: [{ field: 'subject', op: 'in', value: subjects }] },
    fields: ['subject'],
    limit: 200,
  })
  const known = new Set(planned.records.map((task) => task['subject']))
  const fresh = due.filter((_, index) => !known.has(subjects[index]))
  for (const [index, vehicle] of fresh.entries()) {
    if (index % 10 === 0) await tenon.progress(index, fresh.length)
    await tenon.records.create({ entity: 'task', values: callAbout(vehicle, tenon) })
  }
  const [made, before] = [fresh.length, due.length - fresh.length]
  return {
    message: {
      en: `Calls planned: ${made}; planned before: ${before}.`,
      'zh-CN': `已安排 ${made} 个回访，此前已安排 ${before} 个。`,
    },
  }
}

async function vehiclesDue({ form, records, now }: ActionContext): Promise<TenonRecord[]> {
  const today = now().getTime()
  const until = today + Number(form['withinDays'] ?? 30) * DAY
  const found = await records.find({
    entity: 'vehicle',
    where: {
      and: [
        { field: 'owner', op: 'isNull', value: false },
        { field: 'nextServiceOn', op: 'gte', value: dayOf(today) },
        { field: 'nextServiceOn', op: 'lte', value: dayOf(until) },
      ],
    },
    fields: ['name', 'owner', 'nextServiceOn'],
    sort: [{ field: 'nextServiceOn' }],
    limit: MOST,
  })
  return found.records
}

function callAbout(vehicle: TenonRecord, { locale, actor }: ActionContext): JsonObject {
  return {
    ...{ subject: subjectOf(vehicle, locale), kind: 'call', dueOn: String(vehicle['nextServiceOn']) },
    contact: String(vehicle['owner']),
    ownerId: actor.kind === 'user' ? actor.id : null,
  }
}

function subjectOf(vehicle: TenonRecord, locale: 'en' | 'zh-CN'): string {
  return SUBJECTS[locale](String(vehicle['name'] ?? ''), String(vehicle['nextServiceOn'])).slice(0, 200)
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

const NONE = {
  en: 'No owner’s car is due for service in that time.',
  'zh-CN': '该期间没有需要保养的客户车辆。',
}
