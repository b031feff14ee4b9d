import type { DemoRecord, DemoTeam, DemoUser } from '@tenon/sdk/contract/demo-file'
import { makePerson, type Person } from '../../demo-kit/make-person.ts'
import { makeAmericanReach, makeChineseReach } from '../../demo-kit/make-reach.ts'
import type { SeededRandom } from '../../demo-kit/seeded-random.ts'
import { CHINESE_COMPANIES, ENGLISH_COMPANIES, PARENT_COMPANIES } from './demo-companies.ts'
import { JOB_TITLES } from './demo-products.ts'

export const TEAMS: DemoTeam[] = [
  { key: 'team-west', name: 'West' },
  { key: 'team-fleet', name: 'Fleet sales', parent: 'team-west' },
  { key: 'team-china', name: '中国区' },
  { key: 'team-china-fleet', name: '企业客户部', parent: 'team-china' },
]

export const USERS: DemoUser[] = [
  { key: 'user-grace', name: 'Grace Holloway', email: 'grace@example.com', roles: ['staff'], team: 'team-fleet' },
  { key: 'user-tom', name: 'Tom Okafor', email: 'tom@example.com', roles: ['staff'], team: 'team-fleet' },
  { key: 'user-hao', name: '陈浩', email: 'hao@example.com', roles: ['staff'], team: 'team-china-fleet' },
  { key: 'user-yan', name: '周燕', email: 'yan@example.com', roles: ['staff'], team: 'team-china-fleet' },
]

/** A contact, with what later records need to know about the person. */
export interface DemoContact {
  record: DemoRecord
  person: Person
  account: string
  owner: string
}

const COMPANIES = [...ENGLISH_COMPANIES, ...CHINESE_COMPANIES]
const CHINESE_FROM = ENGLISH_COMPANIES.length

const accountKey = (index: number) => `account-${String(index + 1).padStart(3, '0')}`

export function makeAccounts(random: SeededRandom): DemoRecord[] {
  return COMPANIES.map(([name, sector, site], index) => {
    const chinese = index >= CHINESE_FROM
    const parent = PARENT_COMPANIES[index]
    return {
      entity: 'account',
      key: accountKey(index),
      owner: random.pick(chinese ? ['user-hao', 'user-yan'] : ['user-grace', 'user-tom']),
      values: {
        name,
        sector,
        tier: random.pick(['strategic', 'key', 'key', 'standard', 'standard', 'standard', 'prospect']),
        ...(parent !== undefined && { parent: { $ref: accountKey(parent) } }),
        website: `https://${site}.example.com`,
        email: `office@${site}.example.com`,
        ...(chinese ? makeChineseReach(random) : makeAmericanReach(random)),
        officeLocation: chinese ? 'China' : 'United States',
        yearEstablished: random.integer(1948, 2021),
        annualRevenue: { amount: `${random.integer(2, 480) * 250000}.00`, currency: 'USD' },
        employees: random.integer(12, 2400),
      },
    }
  })
}

export function makeContacts(random: SeededRandom, count: number): DemoContact[] {
  return Array.from({ length: count }, (_, index) => {
    const accountIndex = index % COMPANIES.length
    const site = COMPANIES[accountIndex]?.[2] ?? 'office'
    const chinese = accountIndex >= CHINESE_FROM
    const person = makePerson(random, chinese ? 0.9 : 0.25)
    const owner = random.pick(chinese ? ['user-hao', 'user-yan'] : ['user-grace', 'user-tom'])
    const consent = random.chance(0.5)
    const record: DemoRecord = {
      entity: 'contact',
      key: `contact-${String(index + 1).padStart(3, '0')}`,
      owner,
      values: {
        fullName: person.fullName,
        salutation: person.salutation,
        account: { $ref: accountKey(accountIndex) },
        jobTitle: random.pick(JOB_TITLES[person.language]),
        email: `${person.latinName}@${site}.example.com`,
        ...(chinese ? makeChineseReach(random) : makeAmericanReach(random)),
        language: person.language,
        marketingConsent: consent,
        ...(consent && { marketingConsentOn: { $daysFromNow: -random.integer(20, 600) } }),
      },
    }
    return { record, person, account: accountKey(accountIndex), owner }
  })
}
