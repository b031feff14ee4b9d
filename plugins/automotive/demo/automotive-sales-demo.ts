import type { DemoRecord } from '@tenon/sdk/contract/demo-file'
import type { SeededRandom } from '../../demo-kit/seeded-random.ts'
import type { DemoDriver, DemoVehicle } from './automotive-customers-demo.ts'
import { FEEDBACK, RETAIL_NOTES, RETAIL_TASKS } from './demo-cars.ts'

/**
 * How many leads are in each stage, how far from the load day they close, and which vehicles they are about:
 * delivered ones were sold, those about to be delivered are reserved.
 */
const STAGES = [
  { stage: 'lead', count: 12, close: [30, 120], vehicles: null },
  { stage: 'qualified', count: 13, close: [20, 90], vehicles: null },
  { stage: 'testDrive', count: 11, close: [10, 60], vehicles: [48, 89] },
  { stage: 'offer', count: 9, close: [5, 40], vehicles: [48, 89] },
  { stage: 'contract', count: 6, close: [3, 30], vehicles: [30, 35] },
  { stage: 'delivery', count: 4, close: [1, 14], vehicles: [36, 39] },
  { stage: 'delivered', count: 10, close: [-120, -2], vehicles: [0, 9] },
  { stage: 'lost', count: 5, close: [-120, -2], vehicles: [48, 89] },
] as const

type Place = (typeof STAGES)[number] & { nth: number }

export interface DemoSale {
  record: DemoRecord
  driver: DemoDriver
  vehicle: DemoVehicle | undefined
  stage: string
}

const numbered = (name: string, index: number) => `${name}-${String(index + 1).padStart(3, '0')}`
const PAST_OFFER = ['contract', 'delivery', 'delivered', 'lost']
const DRIVE_STATUSES = ['planned', 'planned', 'completed', 'completed', 'noShow', 'cancelled']
const SIGNED = ['contract', 'delivery', 'delivered']

export function makeSales(
  random: SeededRandom,
  drivers: readonly DemoDriver[],
  vehicles: readonly DemoVehicle[],
): DemoSale[] {
  const places = STAGES.flatMap((stage) => Array.from({ length: stage.count }, (_, nth) => ({ ...stage, nth })))
  return places.map((place, index) => {
    const vehicle = place.vehicles ? vehicles[place.vehicles[0] + place.nth] : undefined
    const driver = buyerOf(random, drivers, place)
    const record: DemoRecord = {
      entity: 'opportunity',
      key: numbered('sale', index),
      owner: driver.owner,
      values: {
        name: `${vehicle?.name ?? (driver.person.language === 'zh-CN' ? '购车咨询' : 'Looking for a car')} – ${driver.person.fullName}`,
        contact: { $ref: driver.record.key },
        source: random.pick(['walkIn', 'walkIn', 'website', 'website', 'referral', 'event']),
        ...(vehicle && { vehicle: { $ref: vehicle.record.key }, amount: offerFor(random, vehicle) }),
        ...progressOf(random, place),
        pipeline: 'leadToDelivery',
        stage: place.stage,
      },
    }
    return { record, driver, vehicle, stage: place.stage }
  })
}

/** The owner of a delivered vehicle is who bought it: the same step through the drivers as in makeVehicles. */
function buyerOf(random: SeededRandom, drivers: readonly DemoDriver[], { stage, nth }: Place): DemoDriver {
  const bought = stage === 'delivered' ? drivers[(nth * 41 + 41) % drivers.length] : undefined
  // The first driver who bought a car is looking for the next one too, so that one customer has all there is to see.
  const returning = stage === 'offer' && nth === 0 ? drivers[41 % drivers.length] : undefined
  return bought ?? returning ?? random.pick(drivers)
}

function offerFor(random: SeededRandom, vehicle: DemoVehicle): { amount: string; currency: string } {
  return { amount: `${Math.round((vehicle.price * random.integer(92, 100)) / 100)}.00`, currency: 'USD' }
}

function progressOf(random: SeededRandom, { stage, close: [from, to] }: Place): DemoRecord['values'] {
  const closed = stage === 'delivered' || stage === 'lost'
  const close = random.integer(from, to)
  return {
    engagedOn: { $daysFromNow: Math.min(close, 0) - random.integer(3, 45) },
    expectedCloseOn: { $daysFromNow: close },
    ...(closed && { closedOn: { $daysFromNow: close } }),
    ...(stage === 'lost' && { lossReason: random.pick(['price', 'competitor', 'timing']) }),
    financeCheck: SIGNED.includes(stage) ? 'approved' : random.pick(['none', 'none', 'requested', 'declined']),
    ...(random.chance(0.4) && { tradeIn: { amount: `${random.integer(8, 60) * 250}.00`, currency: 'USD' } }),
  }
}

export function makeTestDrives(
  random: SeededRandom,
  { sales, vehicles, count }: { sales: readonly DemoSale[]; vehicles: readonly DemoVehicle[]; count: number },
): DemoRecord[] {
  const driven = sales.filter((sale) => sale.stage !== 'lead')
  return Array.from({ length: count }, (_, index) => {
    const sale = driven[index % driven.length] ?? random.pick(driven)
    const vehicle = sale.vehicle ?? random.pick(vehicles.slice(40, 48))
    const status = random.pick(PAST_OFFER.includes(sale.stage) ? ['completed', 'completed', 'noShow'] : DRIVE_STATUSES)
    const day = status === 'planned' ? random.integer(1, 21) : -random.integer(1, 75)
    return {
      entity: 'testDrive',
      key: numbered('test-drive', index),
      owner: sale.driver.owner,
      values: {
        contact: { $ref: sale.driver.record.key },
        vehicle: { $ref: vehicle.record.key },
        opportunity: { $ref: sale.record.key },
        scheduledAt: { $daysFromNow: day, $at: `${random.integer(16, 23)}:${random.pick(['00', '30'])}` },
        status,
        salesperson: { $user: sale.driver.owner },
        ...(status === 'completed' && {
          rating: random.integer(2, 5),
          feedback: random.pick(FEEDBACK[sale.driver.person.language]),
        }),
      },
    }
  })
}

export function makeRetailTasks(random: SeededRandom, sales: readonly DemoSale[], count: number): DemoRecord[] {
  const open = sales.filter((sale) => sale.stage !== 'delivered' && sale.stage !== 'lost')
  return Array.from({ length: count }, (_, index) => {
    const { driver, record } = random.pick(open)
    const [kind, subject] = random.pick(RETAIL_TASKS[driver.person.language])
    return {
      entity: 'task',
      key: numbered('retail-task', index),
      owner: driver.owner,
      values: {
        subject: subject.replace('{name}', driver.person.fullName),
        kind,
        status: random.pick(['open', 'open', 'inProgress', 'waiting']),
        priority: random.pick(['high', 'normal', 'normal', 'low']),
        dueOn: { $daysFromNow: random.integer(-3, 14) },
        contact: { $ref: driver.record.key },
        opportunity: { $ref: record.key },
      },
    }
  })
}

export function makeRetailNotes(random: SeededRandom, sales: readonly DemoSale[], count: number): DemoRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const { driver, record } = random.pick(sales)
    const [kind, subject, body] = random.pick(RETAIL_NOTES[driver.person.language])
    return {
      entity: 'note',
      key: numbered('retail-note', index),
      owner: driver.owner,
      values: {
        subject,
        kind,
        body,
        happenedAt: { $daysFromNow: -random.integer(1, 60), $at: `${random.integer(16, 23)}:30` },
        contact: { $ref: driver.record.key },
        opportunity: { $ref: record.key },
      },
    }
  })
}
