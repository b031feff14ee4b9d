import { REGIONS, SOURCES, STAGES } from './bench-plugin.ts'

const pick = <T>(list: readonly T[], index: number) => list[index % list.length] as T

/** What a caller sends to create an opportunity: 20 fields. */
export function sampleValues(index: number, account: string) {
  return {
    name: `Fleet renewal ${index} 车队更新`,
    account,
    phase: pick(STAGES, index),
    amount: { amount: `${1000 + (index % 90_000)}.50`, currency: 'USD' },
    probability: String(index % 100),
    closeOn: `2026-${String(1 + (index % 12)).padStart(2, '0')}-15`,
    source: pick(SOURCES, index),
    region: pick(REGIONS, index),
    city: `City ${index % 500}`,
    contactName: `Person ${index}`,
    contactEmail: `person${index}@example.com`,
    contactPhone: `+4930${String(1_000_000 + (index % 8_000_000))}`,
    priority: index % 10,
    score: `${index % 100}.25`,
    active: index % 3 !== 0,
    website: `https://example.com/${index}`,
    nextStep: 'Call back about the offer',
    description: 'A customer who wants to renew forty vehicles and asks for a leasing offer with service included.',
    lastContactAt: '2026-03-04T10:20:30.000Z',
    externalId: `X-${index}`,
    rating: 1 + (index % 5),
  }
}
