import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FilterOperator } from '@tenon/sdk/contract/query'
import { ID, OTHER_ID } from './field-type-samples.ts'
import { SAMPLE_FILES } from './sample-files.ts'

/** Field type → two values, the first below the second, to filter by; null where nothing is compared. */
export const ORDERED: Record<FieldType, [JsonValue, JsonValue] | null> = {
  text: ['a', 'b'],
  longText: null,
  richText: null,
  code: null,
  emails: null,
  phones: null,
  urls: null,
  tags: null,
  multiChoice: null,
  address: null,
  geoPoint: null,
  geoShape: null,
  json: null,
  objectList: null,
  multiReference: null,
  users: null,
  anyReference: null,
  file: null,
  image: null,
  email: ['A@example.com', 'b@example.com'],
  phone: ['+14155550132', '+8613800138000'],
  url: ['https://a.example', 'https://b.example'],
  integer: [9, 10],
  decimal: ['9.5', '10.25'],
  percent: [9, 10.5],
  money: [{ amount: '9.99' }, { amount: '10' }],
  rating: [2, 3],
  boolean: [false, true],
  date: ['2025-12-31', '2026-01-01'],
  dateTime: ['2026-01-01T00:30:00+01:00', '2026-01-01'],
  time: ['09:59', '10:00'],
  choice: ['blue', 'green'],
  reference: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  user: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  team: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  sequence: ['OPP-00001', 'OPP-00002'],
  uuid: [ID, 'ffffffff-ac96-774b-bcce-b302099a8057'],
  slug: ['a-1', 'b-1'],
  barcode: ['A1', 'B1'],
  color: ['#000000', '#ffffff'],
  icon: ['bike', 'car'],
  progress: [9, 10],
  duration: ['59m', '1h'],
  yearMonth: ['2025-12', '2026-01'],
  dateRange: ['2025-12-31', '2026-01-01'],
  country: ['CN', 'US'],
  personName: ['Ann Lee', 'Bob Lee'],
}

/** The value whose comparable is the low one of `ORDERED`, where that is not the value itself. */
export const STANDS_FOR: Partial<Record<FieldType, JsonValue>> = {
  dateRange: { start: '2025-12-31', end: '2026-03-01' },
}

type Probe = [compared: JsonValue, found: boolean]

const texts = (held: JsonValue, part: string, start: string): Held => ({
  held,
  probes: {
    contains: [
      [part, true],
      ['x%x', false],
    ],
    startsWith: [
      [start, true],
      [`_${start}`, false],
    ],
  },
})
const searched = (held: JsonValue, part: string): Held => ({
  held,
  probes: {
    contains: [
      [part, true],
      ['x%x', false],
    ],
  },
})
const list = (held: string[], other: string): Held => ({
  held,
  probes: {
    has: [
      [held[1] ?? '', true],
      [other, false],
    ],
    hasAny: [
      [[other, held[0] ?? ''], true],
      [[other], false],
      [[], false],
    ],
    hasAll: [
      [held, true],
      [[held[0] ?? '', other], false],
    ],
    contains: [
      [(held[1] ?? '').slice(1, 4), true],
      ['x%x', false],
    ],
  },
})
const bare = (held: JsonValue): Held => ({ held, probes: {} })

interface Held {
  /** Value of a record, as it is stored. */
  held: JsonValue
  /** Operator → values to compare with, and whether the record is found by them; those of order and identity are `ORDERED`'s. */
  probes: Partial<Record<FilterOperator, Probe[]>>
}

const ids: Held = {
  held: [ID],
  probes: {
    has: [
      [ID.toUpperCase(), true],
      [OTHER_ID, false],
    ],
    hasAny: [
      [[OTHER_ID, ID], true],
      [[OTHER_ID], false],
      [[], false],
    ],
    hasAll: [
      [[ID], true],
      [[ID, OTHER_ID], false],
    ],
  },
}

/** Field type → a value, and what filters other than those of order and identity say to it. */
export const PROBES: Record<FieldType, Held> = {
  text: texts('Anna 100%_\\', '100%_\\', 'aNN'),
  longText: searched('Anna\n100%_\\', '%_\\'),
  richText: searched('# Anna **100%**', '**100'),
  code: searched('  select 100%', '  SELECT'),
  email: texts('ann@example.com', 'EXAMPLE', 'Ann'),
  emails: list(['a@example.com', 'b@example.com'], 'c@example.com'),
  phone: texts('+8613800138000', '138', '+86'),
  phones: list(['+8613800138000', '+14155550132'], '+442083661177'),
  url: texts('https://a.example/x', 'A.example', 'HTTPS'),
  urls: list(['https://a.example/x', 'https://b.example/y'], 'https://c.example'),
  uuid: bare(ID),
  slug: texts('neue-räder', 'räd', 'neu'),
  barcode: texts('ABC-1', 'c-', 'ab'),
  color: bare('#1e90ff'),
  icon: bare('car'),
  tags: list(['VIP', '重要客户'], 'x'),
  integer: bare(-7),
  decimal: bare('-7.50'),
  percent: bare(12.5),
  money: bare({ amount: '7.00', currency: 'CNY' }),
  rating: bare(4),
  progress: bare(40),
  duration: bare(90),
  boolean: bare(true),
  date: bare('2024-02-29'),
  dateTime: bare('2024-02-29T12:00:00.000Z'),
  time: bare('08:30:00'),
  yearMonth: bare('2024-02'),
  dateRange: {
    held: { start: '2024-02-01', end: null },
    probes: {
      covers: [
        ['2024-02-29', true],
        ['2024-01-31', false],
      ],
      overlaps: [
        [{ start: null, end: '2024-02-01' }, true],
        ['../2024-01-31', false],
      ],
    },
  },
  choice: bare('green'),
  multiChoice: {
    held: ['red', 'blue'],
    probes: {
      has: [
        ['blue', true],
        ['green', false],
      ],
      hasAny: [
        [['green', 'red'], true],
        [['green'], false],
      ],
      hasAll: [
        [['blue', 'red'], true],
        [['blue', 'green'], false],
      ],
    },
  },
  country: bare('CN'),
  reference: bare(ID),
  user: bare(ID),
  team: bare(ID),
  multiReference: ids,
  users: ids,
  anyReference: {
    held: { entity: 'thing', id: ID },
    probes: {
      eq: [
        [{ entity: 'thing', id: ID.toUpperCase() }, true],
        [{ entity: 'thing', id: OTHER_ID }, false],
        [{ entity: 'thing' }, true],
        [null, false],
      ],
      ne: [
        [{ entity: 'thing', id: ID }, false],
        [{ entity: 'thing', id: OTHER_ID }, true],
        [null, true],
      ],
      in: [
        [[`thing/${OTHER_ID}`, `thing/${ID}`], true],
        [[{ entity: 'thing' }], true],
        [[null], false],
        [[], false],
      ],
    },
  },
  personName: texts({ family: '欧阳', given: '娜娜' }, '阳娜', '欧'),
  address: searched({ line1: '1 Main St', city: '上海', country: 'CN' }, 'st, 上'),
  geoShape: {
    held: {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 0],
        ],
        [
          [4, 1],
          [6, 1],
          [6, 3],
          [4, 1],
        ],
      ],
    },
    probes: {
      within: [
        [{ west: -1, south: 0, east: 10, north: 10 }, true],
        [{ west: 1, south: 0, east: 10, north: 10 }, false],
      ],
      overlaps: [
        [{ west: 10, south: 10, east: 11, north: 11 }, true],
        [{ west: 170, south: -1, east: 0, north: 1 }, true],
        [{ west: 170, south: -1, east: -1, north: 1 }, false],
        [{ west: 11, south: 0, east: 12, north: 10 }, false],
      ],
      covers: [
        [{ lat: 5, lng: 8 }, true],
        // In its box and not in it; then in its hole.
        [{ lat: 8, lng: 5 }, false],
        [{ lat: 1.5, lng: 5.5 }, false],
        [{ lat: 50, lng: 8 }, false],
      ],
    },
  },
  geoPoint: {
    held: { lat: 31.2304, lng: 121.4737 },
    probes: {
      within: [
        [{ lat: 31.23, lng: 121.47, km: 1 }, true],
        [{ lat: 31.33, lng: 121.47, km: 1 }, false],
      ],
    },
  },
  json: bare({ a: 1 }),
  objectList: searched([{ part: '轮胎', count: 3 }], '胎'),
  file: searched([SAMPLE_FILES.file[5] ?? null], '同 100%_'),
  image: searched([SAMPLE_FILES.image[2] ?? null], '车头.J'),
  sequence: texts('OPP-00042', '42', 'opp'),
}
