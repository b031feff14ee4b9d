import type { DemoRecord, DemoTeam, DemoUser } from '@tenon/sdk/contract/demo-file'
import { makePerson, type Person } from '../../demo-kit/make-person.ts'
import { makeAmericanReach } from '../../demo-kit/make-reach.ts'
import type { SeededRandom } from '../../demo-kit/seeded-random.ts'
import { CARS, COLOURS, OLD_CARS, PREFERRED_MAKES } from './demo-cars.ts'
import { makeVin } from './make-vin.ts'

export const TEAMS: DemoTeam[] = [{ key: 'team-showroom', name: 'Showroom 展厅' }]

export const USERS: DemoUser[] = [
  { key: 'user-ruth', name: 'Ruth Castillo', email: 'ruth@example.com', roles: ['staff'], team: 'team-showroom' },
  { key: 'user-ben', name: 'Ben Nakamura', email: 'ben@example.com', roles: ['staff'], team: 'team-showroom' },
  { key: 'user-mei', name: '林美', email: 'mei@example.com', roles: ['staff'], team: 'team-showroom' },
]

const SALESPEOPLE = USERS.map((user) => user.key)

export interface DemoDriver {
  record: DemoRecord
  person: Person
  owner: string
}

export interface DemoVehicle {
  record: DemoRecord
  price: number
  name: string
}

/** `status` of a run of vehicles; `owned` ones belong to a driver. */
const STOCK = [
  { count: 30, status: 'sold', conditions: ['new', 'new', 'used'] },
  { count: 10, status: 'reserved', conditions: ['new', 'new', 'used'] },
  { count: 8, status: 'available', conditions: ['demonstrator'] },
  { count: 42, status: 'available', conditions: ['new', 'new', 'used'] },
] as const

const numbered = (name: string, index: number) => `${name}-${String(index + 1).padStart(3, '0')}`

export function makeDrivers(random: SeededRandom, count: number): DemoDriver[] {
  return Array.from({ length: count }, (_, index) => {
    const person = makePerson(random, 0.45)
    const owner = person.language === 'zh-CN' ? 'user-mei' : random.pick(SALESPEOPLE)
    const consent = random.chance(0.6)
    const record: DemoRecord = {
      entity: 'contact',
      key: numbered('driver', index),
      owner,
      values: {
        fullName: person.fullName,
        salutation: person.salutation,
        email: `${person.latinName}.${index + 1}@example.org`,
        ...makeAmericanReach(random),
        language: person.language,
        birthday: `${random.integer(1958, 2003)}-${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`,
        marketingConsent: consent,
        ...(consent && { marketingConsentOn: { $daysFromNow: -random.integer(10, 500) } }),
        customerNumber: `C-${10001 + index}`,
        drivingLicenceUntil: { $daysFromNow: random.integer(200, 3000) },
        preferredMake: random.pick(PREFERRED_MAKES),
        ...(random.chance(0.5) && { currentVehicle: random.pick(OLD_CARS) }),
      },
    }
    return { record, person, owner }
  })
}

export function makeVehicles(random: SeededRandom, drivers: readonly DemoDriver[]): DemoVehicle[] {
  const places = STOCK.flatMap((stock) => Array.from({ length: stock.count }, () => stock))
  return places.map(({ status, conditions }, index) => {
    const [make, model, fuel, price, vinStart] = random.pick(CARS)
    const condition = random.pick(conditions)
    const modelYear = condition === 'used' ? random.integer(2018, 2022) : random.integer(2023, 2024)
    // Every third sold one was bought by somebody who also has another: real customers come back.
    const owner = status === 'sold' ? drivers[(index * 41 + 41) % drivers.length] : undefined
    const name = `${make} ${model} ${modelYear}`
    const listPrice = condition === 'used' ? Math.round(price * 0.6) : price
    const record: DemoRecord = {
      entity: 'vehicle',
      key: numbered('vehicle', index),
      owner: random.pick(SALESPEOPLE),
      values: {
        name,
        vin: makeVin(vinStart, modelYear, 100200 + index * 37),
        make,
        model,
        modelYear,
        condition,
        colour: random.pick(COLOURS),
        fuel,
        mileage: mileageOf(random, condition),
        listPrice: { amount: `${listPrice}.00`, currency: 'USD' },
        purchasePrice: { amount: `${Math.round((listPrice * (83 + ((index * 5) % 11))) / 100)}.00`, currency: 'USD' },
        status,
        ...(owner && ownershipOf(random, owner)),
      },
    }
    return { record, price, name }
  })
}

function mileageOf(random: SeededRandom, condition: string): number {
  if (condition === 'used') return random.integer(90, 980) * 100
  return condition === 'demonstrator' ? random.integer(800, 9000) : random.integer(5, 40)
}

function ownershipOf(random: SeededRandom, owner: DemoDriver): DemoRecord['values'] {
  return {
    owner: { $ref: owner.record.key },
    licencePlate: `${random.integer(1, 9)}${random.pick(['ABC', 'JKL', 'RST', 'XYZ'])}${random.integer(100, 999)}`,
    firstRegisteredOn: { $daysFromNow: -random.integer(30, 900) },
    nextServiceOn: { $daysFromNow: random.integer(10, 330) },
  }
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
