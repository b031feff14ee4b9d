import { type ActionContext, type ActionRecord, type ActionResult, reject } from '@tenon/sdk/plugin'

const OPEN = ['open', 'inProgress', 'waiting']

const SUBJECTS = {
  en: (name: string) => `Prepare the offer for ${name}`,
  'zh-CN': (name: string) => `为“${name}”准备报价`,
} as const

/** Gives somebody the task to prepare an offer. There is one at a time, and none for a sale that is over. */
export async function prepareOffer({ id, values }: ActionRecord, tenon: ActionContext): Promise<ActionResult> {
  if ((values['closedOn'] ?? null) !== null || values['stage'] === 'lost') reject(CLOSED)
  const { dueOn = null, assignee = null, note = null } = tenon.form
  const subject = SUBJECTS[tenon.locale](String(values['name'] ?? '')).slice(0, 200)
  const existing = await tenon.records.find({
    entity: 'task',
    where: {
      and: [
        { field: 'opportunity', op: 'eq', value: id },
        { field: 'subject', op: 'in', value: allSubjects(values) },
        { field: 'status', op: 'in', value: OPEN },
      ],
    },
    fields: ['subject'],
    limit: 1,
  })
  if (existing.records.length > 0) reject(PLANNED)
  const task = await tenon.records.create({
    entity: 'task',
    values: {
      ...{ subject, kind: 'toDo', priority: 'high', dueOn, opportunity: id, description: note },
      ...{ account: values['account'] ?? null, contact: values['contact'] ?? null },
      ownerId: assignee ?? (tenon.actor.kind === 'user' ? tenon.actor.id : null),
    },
  })
  const message = { en: `The offer is to be prepared by ${dueOn}.`, 'zh-CN': `已安排在 ${dueOn} 前准备报价。` }
  return { message, open: { entity: 'task', id: task.id } }
}

/** A colleague may have asked for it in the other language. */
function allSubjects(values: ActionRecord['values']): string[] {
  return Object.values(SUBJECTS).map((subject) => subject(String(values['name'] ?? '')).slice(0, 200))
}

const CLOSED = {
  en: 'This opportunity is closed: there is nothing to offer any more.',
  'zh-CN': '该商机已关闭，无需再报价。',
}

const PLANNED = {
  en: 'Somebody is preparing an offer for this opportunity already.',
  'zh-CN': '已有人在为此商机准备报价。',
}
