import type { DemoRecord } from '@tenon/sdk/contract/demo-file'
import type { SeededRandom } from '../../demo-kit/seeded-random.ts'
import type { DemoContact } from './crm-people-demo.ts'
import { NOTES, TASK_SUBJECTS } from './demo-phrases.ts'
import { PRODUCTS } from './demo-products.ts'

/** How many opportunities are in each stage, and how far from the load day they close. */
const STAGES = [
  { stage: 'prospecting', count: 16, close: [40, 150] },
  { stage: 'engaging', count: 19, close: [20, 110] },
  { stage: 'proposal', count: 14, close: [10, 70] },
  { stage: 'negotiation', count: 9, close: [2, 35] },
  { stage: 'won', count: 20, close: [-170, -3] },
  { stage: 'lost', count: 12, close: [-170, -3] },
] as const

const LOSS_REASONS = ['price', 'competitor', 'timing', 'noNeed', 'noAnswer']
const SOURCES = ['website', 'referral', 'event', 'outbound', 'partner', 'other']
const NEXT_STEPS = { en: ['Call back', 'Send the offer', 'Agree a date'], 'zh-CN': ['回访', '发送报价', '约定时间'] }

export interface DemoOpportunity {
  record: DemoRecord
  contact: DemoContact
}

const numbered = (name: string, index: number) => `${name}-${String(index + 1).padStart(3, '0')}`

export function makeProducts(): DemoRecord[] {
  return PRODUCTS.map(([name, code, series, kind, price], index) => ({
    entity: 'product',
    key: numbered('product', index),
    values: {
      name,
      code,
      series,
      kind,
      listPrice: { amount: `${price}.00`, currency: 'USD' },
      active: code !== 'FL-EXE',
    },
  }))
}

export function makeOpportunities(random: SeededRandom, contacts: readonly DemoContact[]): DemoOpportunity[] {
  const places = STAGES.flatMap((place) => Array.from({ length: place.count }, () => place))
  return places.map((place, index) => {
    const contact = random.pick(contacts)
    const productIndex = random.integer(0, PRODUCTS.length - 1)
    const quantity = random.integer(2, 30)
    const record: DemoRecord = {
      entity: 'opportunity',
      key: numbered('opportunity', index),
      owner: contact.owner,
      values: {
        name: `${PRODUCTS[productIndex]?.[0]} × ${quantity} – ${contact.person.fullName}`,
        account: { $ref: contact.account },
        contact: { $ref: contact.record.key },
        product: { $ref: numbered('product', productIndex) },
        source: random.pick(SOURCES),
        // Early on, nobody has named a price yet.
        ...((place.stage !== 'prospecting' || random.chance(0.6)) && {
          amount: makeAmount(random, productIndex, quantity),
        }),
        ...makeDates(random, place),
        ...(place.close[0] > 0 && { nextStep: random.pick(NEXT_STEPS[contact.person.language]) }),
        pipeline: 'sales',
        stage: place.stage,
      },
    }
    return { record, contact }
  })
}

/** Up to 15 % off the list price; a subscription counts for a year. */
function makeAmount(
  random: SeededRandom,
  productIndex: number,
  quantity: number,
): { amount: string; currency: string } {
  const [, , , kind, price] = PRODUCTS[productIndex] ?? PRODUCTS[0]
  const months = kind === 'subscription' ? 12 : 1
  return { amount: `${Math.round((price * quantity * months * random.integer(85, 100)) / 100)}.00`, currency: 'USD' }
}

/** Closed opportunities have the day on which they closed. */
function makeDates(random: SeededRandom, { stage, close: [from, to] }: (typeof STAGES)[number]): DemoRecord['values'] {
  const closed = stage === 'won' || stage === 'lost'
  const close = random.integer(from, to)
  return {
    ...(stage !== 'prospecting' && { engagedOn: { $daysFromNow: Math.min(close, 0) - random.integer(5, 60) } }),
    expectedCloseOn: { $daysFromNow: closed ? close + random.integer(-15, 15) : close },
    ...(closed && { closedOn: { $daysFromNow: close } }),
    ...(stage === 'lost' && { lossReason: random.pick(LOSS_REASONS) }),
  }
}

export function makeTasks(
  random: SeededRandom,
  opportunities: readonly DemoOpportunity[],
  count: number,
): DemoRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const { record, contact } = random.pick(opportunities)
    const [kind, subject] = random.pick(TASK_SUBJECTS[contact.person.language])
    const status = random.pick(['open', 'open', 'open', 'inProgress', 'waiting', 'done', 'done', 'cancelled'])
    const due = status === 'done' ? -random.integer(1, 40) : random.integer(-4, 24)
    return {
      entity: 'task',
      key: numbered('task', index),
      owner: contact.owner,
      values: {
        subject: subject.replace('{name}', contact.person.fullName),
        kind,
        status,
        priority: random.pick(['high', 'normal', 'normal', 'normal', 'low']),
        dueOn: { $daysFromNow: due },
        ...(status === 'done' && { completedAt: { $daysFromNow: due - 1, $at: '17:20' } }),
        contact: { $ref: contact.record.key },
        account: { $ref: contact.account },
        opportunity: { $ref: record.key },
      },
    }
  })
}

export function makeNotes(
  random: SeededRandom,
  opportunities: readonly DemoOpportunity[],
  count: number,
): DemoRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const { record, contact } = random.pick(opportunities)
    const [kind, subject, body] = random.pick(NOTES[contact.person.language])
    const at = `${String(random.integer(9, 17)).padStart(2, '0')}:${random.pick(['00', '15', '30', '45'])}`
    return {
      entity: 'note',
      key: numbered('note', index),
      owner: contact.owner,
      values: {
        subject,
        kind,
        body,
        happenedAt: { $daysFromNow: -random.integer(1, 90), $at: at },
        contact: { $ref: contact.record.key },
        account: { $ref: contact.account },
        opportunity: { $ref: record.key },
      },
    }
  })
}
