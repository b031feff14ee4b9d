import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import fc from 'fast-check'
import { MODEL, STAGES, TAGS, TIERS } from './deal-model.ts'

/** Characters where languages, engines and databases differ: case, width, direction, combination, planes. */
const CHARACTERS = [
  ...'aAzZ09 _%\\\'".,;\n\t',
  ...'ÄäßẞıİiIÇçŸÿſ',
  ...'ΑαΣσςЖжԱա',
  ...'中文客户，。！Ａａ①Ⅷⅷ',
  ...'\u3000\u00a0\u200b\ufeff\u0085',
  ...'e\u0301\u0308אבע\u202e',
  '😀',
  '👨‍👩‍👧',
  '𠮷',
  '\uffff',
  '\ue000',
  'Ǆ',
  'ǅ',
  'ǰ',
  'ﬁ',
]

const text = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 8 }).map((list) => list.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }).filter((value) => !value.includes('\0')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', 'a', 'A', 'abc', 'a,b', '12', '-7', '1.50', '2024-02-29', 'true', '08:30'),
  },
)

const integer = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 31, -(2 ** 31)),
)

function decimalText(wholeDigits: number, scale: number): fc.Arbitrary<string> {
  const most = 10n ** BigInt(wholeDigits + scale) - 1n
  const written = (digits: bigint) => {
    const plain = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
    return `${digits < 0n ? '-' : ''}${plain.slice(0, -scale)}.${plain.slice(-scale)}`
  }
  return fc
    .oneof(
      fc.bigInt({ min: -2_000n, max: 2_000n }),
      fc.bigInt({ min: -most, max: most }),
      fc.constantFrom(0n, 5n, -5n, 15n, 25n, most, -most),
    )
    .map(written)
}

const money = fc.record({
  amount: fc.oneof(decimalText(18, 6), decimalText(4, 6)),
  currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD', 'JPY'),
})

/** Days about which calendars disagree or clamp. */
const DAYS = [
  '2024-02-29',
  '2023-02-28',
  '2024-01-31',
  '2024-12-31',
  '2024-03-10',
  '2024-11-03',
  '2024-10-27',
  '1970-01-01',
]
const isoDay = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)
const date = fc.oneof(
  fc.constantFrom(...DAYS),
  fc.integer({ min: 0, max: 40_000 }).map(isoDay),
  fc.integer({ min: -719_162, max: 2_932_896 }).map((days) => {
    const value = new Date(days * 86_400_000)
    const year = String(value.getUTCFullYear()).padStart(4, '0')
    return `${year}-${value.toISOString().slice(-19, -14)}`
  }),
  fc.constantFrom('0001-01-01', '9999-12-31'),
)

/** From 1970 to 2037, where every edition of the zone data agrees, gaps and folds included. */
const instant = fc.oneof(
  fc.integer({ min: 0, max: 2_114_380_800_000 }).map((value) => new Date(value).toISOString()),
  fc.constantFrom(
    '2024-03-10T06:59:59.999Z',
    '2024-03-10T07:00:00.000Z',
    '2024-11-03T05:30:00.000Z',
    '2024-11-03T06:30:00.000Z',
    '2024-10-27T00:30:00.000Z',
    '2024-02-29T23:30:00.000Z',
    '2023-12-31T16:00:00.000Z',
  ),
)

const time = fc.integer({ min: 0, max: 86_399 }).map((seconds) => new Date(seconds * 1000).toISOString().slice(11, 19))

const json: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.record(
    {
      color: fc.oneof(fc.constantFrom('red', '中', ''), text, fc.integer(), fc.constant(null)),
      n: fc.oneof(
        fc.integer({ min: -5, max: 5 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        fc.constantFrom('7', 'x', null, 1e21, 5e-324, 0.1, 1e300),
      ),
      flag: fc.oneof(fc.boolean(), fc.constantFrom('true', 'no', null)),
      list: fc.oneof(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), text, fc.constant(null)), { maxLength: 4 }),
        fc.constant('x'),
      ),
      inner: fc.record({ due: fc.oneof(date, fc.constantFrom('2023-02-30', '2024-13-01', 'soon')) }),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom<JsonValue[]>(1, 'x', true, [1, 2], {}),
)

const uuid = (kind: number) => fc.integer({ min: 1, max: 3 }).map((at) => uuidOf(kind, at))
export const uuidOf = (kind: number, at: number) => `0190000${kind}-0000-7000-8000-00000000000${at}`

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 })

const FIELDS = {
  deal: fc.record({
    name: maybe(text),
    note: maybe(text),
    stage: maybe(fc.constantFrom(...STAGES)),
    quantity: maybe(integer),
    rating: maybe(fc.integer({ min: 0, max: 10 })),
    price: maybe(decimalText(18, 2)),
    rate: maybe(decimalText(18, 10)),
    amount: maybe(money),
    cost: maybe(money),
    open: maybe(fc.boolean()),
    vip: maybe(fc.boolean()),
    closeDate: maybe(date),
    startDate: maybe(date),
    dueAt: maybe(instant),
    seenAt: maybe(instant),
    opensAt: maybe(time),
    meta: maybe(json),
    tags: maybe(fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 })),
    ownerId: maybe(uuid(9)),
    account: maybe(uuid(1)),
    partner: maybe(uuid(1)),
  }),
  account: fc.record({
    name: maybe(text),
    tier: maybe(fc.constantFrom(...TIERS)),
    credit: maybe(money),
    score: maybe(decimalText(18, 4)),
    foundedOn: maybe(date),
    manager: maybe(uuid(2)),
    deleted: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
  }),
  person: fc.record({
    name: maybe(text),
    birthday: maybe(date),
    vip: maybe(fc.boolean()),
    deleted: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
  }),
  line: fc.record({
    title: maybe(text),
    quantity: maybe(integer),
    discount: maybe(decimalText(18, 4)),
    total: maybe(money),
    shippedOn: maybe(date),
    paid: maybe(fc.boolean()),
    meta: maybe(json),
    product: maybe(uuid(1)),
    deleted: fc.integer({ min: 0, max: 4 }).map((value) => value === 0),
  }),
}

export interface StoredRow {
  entity: string
  values: JsonObject & { id: string }
  deleted: boolean
}

function rows(entity: keyof typeof FIELDS, kind: number, count: number): fc.Arbitrary<StoredRow[]> {
  return fc
    .array(FIELDS[entity] as fc.Arbitrary<Record<string, JsonValue>>, { minLength: count, maxLength: count })
    .map((list) =>
      list.map(({ deleted = false, ...values }, index) => ({
        entity,
        values: { id: uuidOf(kind, index + 1), ...values },
        deleted: deleted === true,
      })),
    )
}

const DEALS = 5
const LINES_OF = fc.array(fc.integer({ min: 1, max: DEALS }), { maxLength: 9 })

/** Rows of all tables: five deals, their lines, and the accounts and people that they name. */
export const database: fc.Arbitrary<StoredRow[]> = fc
  .tuple(
    rows('deal', 3, DEALS),
    rows('account', 1, 3),
    rows('person', 2, 3),
    LINES_OF.chain((deals) =>
      rows('line', 4, deals.length).map((lines) =>
        lines.map((line, index) => ({ ...line, values: { ...line.values, deal: uuidOf(3, deals[index] ?? 1) } })),
      ),
    ),
  )
  .map((tables) => tables.flat())

/** A row as columns, for `jsonb_populate_recordset`. */
export function storedColumns({ entity, values, deleted }: StoredRow): JsonObject {
  const stored: JsonObject = deleted ? { deleted_at: '2024-01-01T00:00:00Z' } : {}
  for (const [name, value] of Object.entries(values)) {
    const field = MODEL[entity]?.[name]
    if (field === undefined) continue
    if (field.sql.kind === 'money') {
      const { amount = null, currency = null } = (value ?? {}) as JsonObject
      stored[field.sql.amount] = amount
      stored[field.sql.currency] = currency
    } else if ('column' in field.sql) {
      stored[field.sql.column] = value
    }
  }
  return stored
}

/** A record as the API gives it. The live records that it names, and that name it, are looked up when they are read. */
export function asRecord(all: readonly StoredRow[], row: StoredRow): JsonObject {
  return Object.defineProperty({ ...row.values }, '$expanded', { get: () => expandedOf(all, row) })
}

function expandedOf(all: readonly StoredRow[], row: StoredRow): JsonObject {
  const live = all.filter(({ deleted }) => !deleted)
  const expanded: JsonObject = {}
  for (const [name, { type, sql }] of Object.entries(MODEL[row.entity] ?? {})) {
    if (sql.kind === 'reference' && type.kind === 'record') {
      const found = live.find(({ entity, values }) => entity === type.entity && values.id === row.values[name])
      expanded[name] = found === undefined ? null : asRecord(all, found)
    }
    if (sql.kind === 'children') {
      const children = live.filter(({ entity, values }) => entity === 'line' && values['deal'] === row.values.id)
      expanded[name] = children.map((child) => asRecord(all, child))
    }
  }
  return expanded
}
