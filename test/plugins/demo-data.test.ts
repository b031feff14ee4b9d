import { readFileSync } from 'node:fs'
import type { DemoFile, DemoRecord } from '@tenon/sdk/contract/demo-file'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { makeAutomotiveDemo } from '../../plugins/automotive/demo/make-automotive-demo.ts'
import { VIN_CHECK_POSITION, vinCheckDigit } from '../../plugins/automotive/rules/vin-check-digit.ts'
import { makeCrmDemo } from '../../plugins/crm/demo/make-crm-demo.ts'
import { formatDemoFile } from '../../plugins/demo-kit/format-demo-file.ts'

const ROOT = new URL('../../', import.meta.url)
const text = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const DEMOS = [
  ['crm', makeCrmDemo],
  ['automotive', makeAutomotiveDemo],
] as const
const ALL = DEMOS.flatMap(([, make]) => make().records)

describe.each(DEMOS)("the %s plugin's demo data", (plugin, make) => {
  test('come out of the generator exactly as they are committed', () => {
    expect(formatDemoFile(make()) === text(`plugins/${plugin}/demo/records.json`)).toBe(true)
  })

  test('keep to the published schema of demo files', () => {
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(text('sdk/src/contract/schemas/demo.schema.json')),
    )
    validate(JSON.parse(text(`plugins/${plugin}/demo/records.json`)))
    expect(validate.errors).toBeNull()
  })

  test('name every record after those that it references, and only users and teams of the file', () => {
    expect(unknownKeys(make())).toEqual([])
  })
})

test('the demo has some hundreds of records of every entity', () => {
  const counts: Record<string, number> = {}
  for (const { entity } of ALL) counts[entity] = (counts[entity] ?? 0) + 1
  expect(counts).toEqual({
    account: 60,
    contact: 150,
    product: 20,
    opportunity: 160,
    task: 120,
    note: 80,
    vehicle: 90,
    testDrive: 60,
  })
})

test('every stage of both pipelines has opportunities', () => {
  const filled = new Set(ALL.filter(isOpportunity).map(({ values }) => `${values['pipeline']}/${values['stage']}`))
  const declared = ['crm/pipelines/sales', 'automotive/pipelines/lead-to-delivery'].flatMap((path) => {
    const pipeline = JSON.parse(text(`plugins/${path}.pipeline.json`)) as { name: string; stages: { name: string }[] }
    return pipeline.stages.map((stage) => `${pipeline.name}/${stage.name}`)
  })
  expect([...filled].sort()).toEqual(declared.sort())
})

test('every vehicle of the demo has a VIN of its own with the right check digit', () => {
  const vins = ALL.filter(({ entity }) => entity === 'vehicle').map(({ values }) => String(values['vin']))
  expect(vins.filter((vin) => vinCheckDigit(vin) !== vin.charAt(VIN_CHECK_POSITION))).toEqual([])
  expect(new Set(vins).size).toBe(vins.length)
})

test('names are Chinese and English, and nobody can be reached for real', () => {
  const people = ALL.filter(({ entity }) => entity === 'contact').map(({ values }) => values)
  const chinese = people.filter((person) => /^\p{Script=Han}+$/u.test(String(person['fullName'])))
  expect(chinese.length).toBeGreaterThan(40)
  expect(people.length - chinese.length).toBeGreaterThan(40)
  for (const { email, phone } of people) {
    expect(email).toMatch(/@([a-z]+\.)?example\.(com|org)$/)
    expect(phone).toMatch(/^(\+1\d{3}55501\d\d|\+861349000\d{4})$/)
  }
})

function isOpportunity(record: DemoRecord): boolean {
  return record.entity === 'opportunity'
}

function unknownKeys({ teams, users, records }: DemoFile): string[] {
  const known = new Set<string>()
  const unknown: string[] = []
  const use = (key: string | undefined) => {
    if (key !== undefined && !known.has(key)) unknown.push(key)
  }
  for (const { key, parent } of teams) {
    use(parent)
    known.add(key)
  }
  for (const { key, team } of users) {
    use(team)
    known.add(key)
  }
  for (const { key, owner, values } of records) {
    use(owner)
    for (const match of JSON.stringify(values).matchAll(/"\$(?:ref|user)":"([^"]+)"/g)) use(match[1])
    known.add(key)
  }
  return unknown
}
