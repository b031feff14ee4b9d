import { expect, test } from 'vitest'
import { makeUseLedger } from '../../../core/src/api/use-ledger.ts'

const book = {}
const question = (actor: string, names = book) => ({
  key: `reads ${actor} car`,
  book: names,
  actor,
  kind: 'reads' as const,
})
const places = () => [
  { entity: 'car', field: 'vin' },
  { entity: 'car', field: 'model' },
]

test('a question that is asked again is looked up once, and counts each of its places each time', () => {
  let lookedUp = 0
  let told = 0
  const ledger = makeUseLedger(() => {
    told += 1
  })
  const look = () => {
    lookedUp += 1
    return places()
  }
  for (let time = 0; time < 3; time++) ledger.noteQuestion('one', question('key:1'), look)
  ledger.noteQuestion('one', question('key:2'), look)
  ledger.note('one', { entity: 'car', field: 'vin', actor: 'key:1' }, { kind: 'writes', times: 1 })
  ledger.note('two', { entity: 'car', field: 'vin', actor: 'key:1' }, { kind: 'reads', times: 1 })
  expect(lookedUp).toBe(2)
  expect(told).toBeGreaterThan(0)
  const taken = new Map(ledger.take())
  const sorted = (schema: string) =>
    taken
      .get(schema)
      ?.map(({ field, actor, reads, writes }) => `${actor} ${field} ${reads} ${writes}`)
      .sort()
  expect(sorted('one')).toEqual(['key:1 model 3 0', 'key:1 vin 3 1', 'key:2 model 1 0', 'key:2 vin 1 0'])
  expect(sorted('two')).toEqual(['key:1 vin 1 0'])
  expect(ledger.take()).toEqual([])
})

test('a question of before a change of names is not taken for one of after it', () => {
  const ledger = makeUseLedger(() => undefined)
  expect(ledger.noteQuestion('one', question('key:1'), places)?.has('car.vin')).toBe(true)
  expect(ledger.noteQuestion('one', question('key:1', {}), places)).toBeNull()
})

test('not more places wait than memory has room for', () => {
  const ledger = makeUseLedger(() => undefined)
  for (let at = 0; at < 60_000; at++)
    ledger.note('one', { entity: 'car', field: `f${at}`, actor: 'key:1' }, { kind: 'reads', times: 1 })
  expect(ledger.noteQuestion('one', question('key:1'), places)).toBeNull()
  expect(new Map(ledger.take()).get('one')).toHaveLength(50_000)
})
