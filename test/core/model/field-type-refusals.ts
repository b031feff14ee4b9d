import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

import { ID } from './field-type-samples.ts'

const NUL = 'a\u0000b'
const LONE = '\ud800'
const TEXT: JsonValue[] = [NUL, LONE, 5, true, {}, ['a']]
const HUGE = 1e300
/** An upload that there never was. */
const NOBODYS = '01890a5d-ac96-774b-bcce-b302099a9999'

const idOf = (index: number) => `01890a5d-ac96-774b-bcce-${String(index).padStart(12, '0')}`

/** Field type → values that no record may hold: characters that PostgreSQL has not, wrong kinds, limits passed by one. */
export const REFUSED: Readonly<Record<FieldType, JsonValue[]>> = {
  text: [...TEXT, 'x'.repeat(100_001)],
  longText: [...TEXT, 'x'.repeat(100_001)],
  richText: [...TEXT, 'x'.repeat(100_001)],
  code: [...TEXT, 'x'.repeat(100_001)],
  email: [NUL, 5, 'nobody', 'a@b', 'a b@example.com', 'a@exa mple.com', `${'x'.repeat(250)}@example.com`, 'a@x..com'],
  emails: [5, ['nobody'], ['a@example.com', 5], Array.from({ length: 101 }, (_, index) => `a${index}@example.com`)],
  phone: [NUL, 5, '13800138000', '+86 1', '+1 415 555 0132 ext. 5', '+999 123456789'],
  phones: [5, ['+86 1'], [null]],
  url: [NUL, 5, 'example.com', 'javascript:alert(1)', 'file:///etc/passwd', `https://e.com/${'x'.repeat(2000)}`],
  urls: [5, ['javascript:alert(1)'], [{}]],
  uuid: [5, 'x', '01890a5d-ac96-774b-bcce-b302099a805', 'g1890a5d-ac96-774b-bcce-b302099a8057'],
  slug: [NUL, 5, 'Neue Räder', 'a--b', '-a', 'a/b', 'x'.repeat(101)],
  barcode: [NUL, {}, '李', 'x'.repeat(81)],
  color: [5, 'blue', '#12345', '#gggggg', 'url(#x)'],
  icon: [5, '<svg>', 'Building', 'a_b', 'x'.repeat(61)],
  tags: [5, ['x'.repeat(61)], [NUL], Array.from({ length: 101 }, (_, index) => `t${index}`)],
  integer: [1.5, '1.5', 'x', HUGE, 9_007_199_254_740_992, true, {}],
  decimal: ['1.005', 'x', 'NaN', 'Infinity', '1e400', '1000000000000000000', {}, [1]],
  percent: ['x', 12.34567, HUGE, {}],
  money: [
    { amount: '1.005', currency: 'CNY' },
    { amount: '1.5', currency: 'JPY' },
    { amount: '1', currency: 'XXZ' },
    { amount: '1000000000000000000', currency: 'CNY' },
    { amount: 'NaN', currency: 'CNY' },
    { amount: '1', currency: 'CNY', more: 1 },
    true,
  ],
  rating: [6, -1, 2.5, 'x', {}],
  progress: [101, -1, 2.5, 'x'],
  duration: ['1:75', -1, 1.5, 3_155_760_001, 'soon', {}],
  boolean: ['maybe', 2, {}, []],
  date: ['2026-02-29', '2025-02-29', '1900-02-29', '0000-01-01', '10000-01-01', '2026-3-1', 5, NUL],
  dateTime: ['2026-02-30T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01', '10000-01-01T00:00:00Z', 'now', 5],
  time: ['24:00', '9:00', '09:60', 'noon', 5],
  yearMonth: ['2026-13', '2026-00', '0000-01', '26-01', 202601],
  dateRange: [
    '2026-03-01',
    { start: '2026-03-02', end: '2026-03-01' },
    { start: '2025-02-29' },
    { from: '2026-01-01' },
    5,
    ['2026-01-01', '2026-01-02'],
  ],
  choice: ['purple', 5, ['red'], { value: 'red' }],
  multiChoice: ['purple', ['red', 'purple'], 5, [5]],
  country: ['ZZ', 'Narnia', 'C', 5, NUL],
  reference: ['not-an-id', 5, {}],
  user: ['not-an-id', 5, {}],
  multiReference: [5, {}, ['not-an-id'], [5], [null], [NUL], Array.from({ length: 101 }, (_, index) => idOf(index))],
  users: [5, {}, ['not-an-id'], [5], Array.from({ length: 101 }, (_, index) => idOf(index))],
  team: ['not-an-id', 5, {}],
  anyReference: [
    ID,
    5,
    [ID],
    {},
    { entity: 'thing' },
    { entity: 'thing', id: null },
    { entity: 'thing', id: 'not-an-id' },
    { entity: 'nothing', id: ID },
    { entity: 'thing', id: ID, more: 1 },
    { entity: NUL, id: ID },
  ],
  personName: [5, { suffix: 'Jr.' }, { first: 'Ann' }, { given: 'x'.repeat(101) }, { given: NUL }, ['Ann']],
  address: [5, { country: 'ZZ' }, { planet: 'Mars' }, { line1: NUL }, ['x']],
  geoShape: [
    5,
    'POLYGON((0 0))',
    { type: 'Point', coordinates: [0, 0] },
    {
      type: 'Feature',
      geometry: {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      },
    },
    { type: 'LineString', coordinates: [[0, 0]] },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [181, 0],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [0, 91],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1, 5],
      ],
    },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        ['1', '1'],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 1],
        ],
      ],
    },
    {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ],
      ],
    },
    { type: 'Polygon', coordinates: [] },
    { type: 'MultiPolygon', coordinates: [] },
    {
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
      crs: 'EPSG:4326',
    },
    { type: 'LineString', coordinates: Array.from({ length: 10_001 }, (_, at) => [at / 100, 0]) },
  ],
  geoPoint: [{ lat: 91, lng: 0 }, { lat: 0, lng: 181 }, { lat: 0 }, '1;2', 5, { lat: 0, lng: 0, alt: 1 }],
  json: [NUL, { a: LONE }, 'x'.repeat(1_100_000)],
  objectList: [
    { part: 'a' },
    [{ price: '1.00' }],
    [{ part: 'a', price: '1.005' }],
    [{ part: 'a', colour: 'red' }],
    ['a'],
    5,
  ],
  file: [
    5,
    NUL,
    [5],
    ['not-an-id'],
    [{ name: 'x' }],
    [{ id: NOBODYS, path: '/etc/passwd' }],
    NOBODYS,
    [{ id: NOBODYS, name: 'x', size: 1, type: 'image/png' }],
  ],
  image: [5, 'https://example.com/x.png', ['data:image/png;base64,'], [{ id: 'x' }], [NOBODYS]],
  sequence: ['NO-1'],
}

/** Field type → a value, as TypeScript text, that its TypeScript type must not take; null where it takes any. */
export const WRONG_IN_TYPESCRIPT: Readonly<Record<FieldType, string | null>> = {
  text: '5',
  longText: '5',
  richText: '5',
  code: '5',
  email: '5',
  emails: "'a@example.com'",
  phone: '5',
  phones: '[5]',
  url: '5',
  urls: '[5]',
  uuid: '5',
  slug: '5',
  barcode: '5',
  color: '5',
  icon: '5',
  tags: "'a'",
  integer: "'1'",
  decimal: '1.5',
  percent: "'1'",
  money: "{ amount: 5, currency: 'CNY' }",
  rating: "'1'",
  progress: "'1'",
  duration: "'1h'",
  boolean: "'yes'",
  date: '5',
  dateTime: 'new Date()',
  time: '5',
  yearMonth: '5',
  dateRange: "{ from: '2026-01-01' }",
  choice: "'purple'",
  multiChoice: "['purple']",
  country: '5',
  reference: '5',
  user: '5',
  multiReference: "'01890a5d-ac96-774b-bcce-b302099a8057'",
  users: '[5]',
  team: '5',
  anyReference: "{ entity: 'nothing', id: '01890a5d-ac96-774b-bcce-b302099a8057' }",
  personName: "{ first: 'Ann' }",
  address: "{ planet: 'Mars' }",
  geoPoint: '{ lat: 1 }',
  geoShape: "{ type: 'Point', coordinates: [0, 0] }",
  json: null,
  objectList: "[{ part: 'a', colour: 'red' }]",
  file: "['a.pdf']",
  image: "{ name: 'a.png' }",
  sequence: '5',
}
