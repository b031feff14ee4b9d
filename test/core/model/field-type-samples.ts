import type { FieldType, StoredFile } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'

/** An id for references, users and UUIDs. */
export const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

const file = (last: number, facts: Omit<StoredFile, 'id'>): JsonValue =>
  ({ id: `01890a5d-ac96-774b-bcce-b302099a90${last}`, ...facts }) as unknown as JsonValue

/** Uploads that the samples name: hostile names, no bytes, more bytes than a number of 32 bits holds. */
export const SAMPLE_FILES: Readonly<Record<'file' | 'image', readonly JsonValue[]>> = {
  file: [
    file(10, { name: '报价 "final", v2 (0190).pdf', size: 5_000_000_000, type: 'application/pdf' }),
    file(11, { name: "=cmd()|'x'.csv", size: 0, type: 'text/csv' }),
    file(12, { name: 'x (01890a5d-ac96-774b-bcce-b302099a8057), y.txt', size: 1, type: 'text/plain' }),
    file(13, { name: '[1].json', size: 3, type: 'application/json' }),
    file(14, { name: 'مرحبا 𠮷 👩‍👩‍👧.txt', size: 9, type: 'text/plain' }),
    file(15, { name: '合同 100%_.pdf', size: 7, type: 'application/pdf' }),
  ],
  image: [
    file(20, { name: '照片.png', size: 68, type: 'image/png', width: 1, height: 2 }),
    file(21, { name: 'wide.webp', size: 70, type: 'image/webp' }),
    file(22, { name: '车头.jpg', size: 71, type: 'image/jpeg', width: 640, height: 480 }),
  ],
}

function filesOf(type: 'file' | 'image', ...places: number[]): JsonValue {
  return places.map((place) => SAMPLE_FILES[type][place] ?? null)
}

/** Field type → values as given and as they come back. */
export const ROUND_TRIPS: Record<FieldType, Array<[given: JsonValue, stored: JsonValue]>> = {
  text: [
    ['  plain ', 'plain'],
    [`'; drop table thing; -- "\\ %_`, `'; drop table thing; -- "\\ %_`],
    ['李雷 👩‍👩‍👧 مرحبا', '李雷 👩‍👩‍👧 مرحبا'],
    ['', null],
    ['=cmd()|"x",\'y\'', '=cmd()|"x",\'y\''],
    ["'=1+1", "'=1+1"],
    ['-1', '-1'],
    ['[not json', '[not json'],
    ['\u202eright to left\u202c عربي 𠮷 🇨🇳', '\u202eright to left\u202c عربي 𠮷 🇨🇳'],
  ],
  longText: [
    ['line\nline', 'line\nline'],
    ['a,b\r\n"c"\rd;e\t@f', 'a,b\r\n"c"\rd;e\t@f'],
    ['x'.repeat(100_000), 'x'.repeat(100_000)],
  ],
  email: [
    [' Ann.Lee@Example.COM ', 'ann.lee@example.com'],
    ["=o'hara+a@example.com", "=o'hara+a@example.com"],
  ],
  phone: [
    ['+86 138 0013 8000', '+8613800138000'],
    ['+1 (415) 555-0132', '+14155550132'],
  ],
  url: [
    ['https://example.com', 'https://example.com'],
    ['https://a.example/x,y;z?q="', 'https://a.example/x,y;z?q=%22'],
    ['HTTPS://例子.测试/a?b=c#d', 'https://xn--fsqu00a.xn--0zwm56d/a?b=c#d'],
  ],
  integer: [
    [0, 0],
    [-0, 0],
    ['42', 42],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ],
  decimal: [
    ['1234.5', '1234.50'],
    [0.1, '0.10'],
    ['-0', '0.00'],
    ['999999999999999999.99', '999999999999999999.99'],
    ['-999999999999999999.99', '-999999999999999999.99'],
  ],
  percent: [
    [12.5, 12.5],
    ['0.0001', 0.0001],
    [-100, -100],
    [0, 0],
  ],
  money: [
    [
      { amount: '1234.5', currency: 'usd' },
      { amount: '1234.50', currency: 'USD' },
    ],
    [
      { amount: '999999999999999999.99', currency: 'EUR' },
      { amount: '999999999999999999.99', currency: 'EUR' },
    ],
    [
      { amount: 1500, currency: 'JPY' },
      { amount: '1500', currency: 'JPY' },
    ],
    [
      { amount: '-1.005', currency: 'KWD' },
      { amount: '-1.005', currency: 'KWD' },
    ],
    [
      { amount: '12.5', currency: 'HUF' },
      { amount: '12.50', currency: 'HUF' },
    ],
    ['7', { amount: '7.00', currency: 'CNY' }],
    [{ amount: '' }, null],
  ],
  rating: [
    [5, 5],
    ['1', 1],
  ],
  boolean: [
    [true, true],
    [false, false],
    ['false', false],
  ],
  date: [
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ],
  dateTime: [
    ['2026-03-31T16:00:00+08:00', '2026-03-31T08:00:00.000Z'],
    ['2026-03-31T08:00:00.123456Z', '2026-03-31T08:00:00.123Z'],
    ['2024-02-29T23:59:59.999-14:00', '2024-03-01T13:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ],
  time: [
    ['08:30', '08:30:00'],
    ['23:59:59', '23:59:59'],
  ],
  choice: [['green', 'green']],
  multiChoice: [
    [
      ['blue', 'red', 'blue'],
      ['blue', 'red'],
    ],
    [[], null],
  ],
  reference: [[ID.toUpperCase(), ID]],
  user: [[ID, ID]],
  address: [
    [
      { line1: ' 1 Main St ', city: '上海', country: 'cn', line2: '' },
      { line1: '1 Main St', city: '上海', country: 'CN' },
    ],
    [
      { line1: '{"a",\n=1}', region: ',' },
      { line1: '{"a",\n=1}', region: ',' },
    ],
    [{ city: ' ' }, null],
  ],
  json: [
    [
      { a: [1, null, { b: "'" }], '': -0 },
      { a: [1, null, { b: "'" }], '': 0 },
    ],
    [
      ['x', 'y'],
      ['x', 'y'],
    ],
    ['text', 'text'],
    ['', ''],
    ['\u202e"=,\n𠮷', '\u202e"=,\n𠮷'],
    [false, false],
    [1e21, 1e21],
  ],
  sequence: [['OPP-00042', 'OPP-00042']],
  richText: [
    ['# Title\n\n**李雷** <script>alert(1)</script> مرحبا', '# Title\n\n**李雷** <script>alert(1)</script> مرحبا'],
  ],
  code: [
    ['  select 1\r\n', '  select 1\n'],
    ['\t=a,"b"\n\n  @c  ', '\t=a,"b"\n\n  @c  '],
    [' \n', null],
  ],
  emails: [
    [
      ['B@Example.com', ' a@example.com', 'b@example.COM'],
      ['b@example.com', 'a@example.com'],
    ],
    ['a@example.com, b@example.com', ['a@example.com', 'b@example.com']],
    [[], null],
  ],
  phones: [
    [
      ['+86 138 0013 8000', '+1 (415) 555-0132', '+8613800138000'],
      ['+8613800138000', '+14155550132'],
    ],
  ],
  urls: [
    [['https://example.com'], ['https://example.com']],
    [
      ['https://a.example/x,y', 'https://b.example/;'],
      ['https://a.example/x,y', 'https://b.example/;'],
    ],
  ],
  uuid: [[ID.toUpperCase(), ID]],
  slug: [
    ['neue-räder-2026', 'neue-räder-2026'],
    ['北京-销售', '北京-销售'],
    [' ', null],
  ],
  barcode: [
    ['ABC-123 x', 'ABC-123 x'],
    [4006381333931, '4006381333931'],
  ],
  color: [
    ['#1E90FF', '#1e90ff'],
    ['#fA0', '#ffaa00'],
  ],
  icon: [['building-2', 'building-2']],
  tags: [
    [
      ['VIP', ' vip ', '重要', 'two  words'],
      ['VIP', '重要', 'two words'],
    ],
    ['a，b；c', ['a', 'b', 'c']],
    [
      ['a, b', '["x"]', '=1', '𠮷"'],
      ['a, b', '["x"]', '=1', '𠮷"'],
    ],
    [['[x'], ['[x']],
    [['', ' '], null],
  ],
  progress: [
    [0, 0],
    ['100', 100],
  ],
  duration: [
    ['1:30', 5400],
    ['1h 30m', 5400],
    ['PT90M', 5400],
    [90, 90],
    ['2d', 172_800],
    [3_155_760_000, 3_155_760_000],
    [59, 59],
    [0, 0],
    ['', null],
  ],
  yearMonth: [
    ['2026-03', '2026-03'],
    ['0001-01', '0001-01'],
    ['9999-12', '9999-12'],
  ],
  dateRange: [
    [
      { start: '2024-02-29', end: '2024-02-29' },
      { start: '2024-02-29', end: '2024-02-29' },
    ],
    [{ start: '2026-01-01' }, { start: '2026-01-01', end: null }],
    ['../2026-12-31', { start: null, end: '2026-12-31' }],
    ['2026-01-01/2026-12-31', { start: '2026-01-01', end: '2026-12-31' }],
    [{ start: null, end: null }, null],
  ],
  country: [
    [' cn ', 'CN'],
    ['', null],
  ],
  personName: [
    [
      { given: ' Mary  Ann ', family: 'Lee', prefix: 'Dr.', middle: '' },
      { given: 'Mary Ann', family: 'Lee', prefix: 'Dr.' },
    ],
    ['Ludwig van Beethoven', { given: 'Ludwig van', family: 'Beethoven' }],
    ['张伟', { family: '张', given: '伟' }],
    ['Prince', { given: 'Prince' }],
    [{ given: '{"x"}' }, { given: '{"x"}' }],
    [
      { family: '=Lee,', suffix: '"Jr."' },
      { family: '=Lee,', suffix: '"Jr."' },
    ],
    [{ given: '' }, null],
  ],
  geoPoint: [
    [
      { lat: 31.2304167, lng: '121.4737012' },
      { lat: 31.230417, lng: 121.473701 },
    ],
    ['-90, 180', { lat: -90, lng: 180 }],
    [
      { lat: -0, lng: 0 },
      { lat: 0, lng: 0 },
    ],
  ],
  objectList: [
    [
      [{ part: ' Wheel ', price: '12.5', count: '3' }, { part: '' }, { part: '轮胎', price: null }],
      [{ part: 'Wheel', price: '12.50', count: 3 }, { part: '轮胎' }],
    ],
    [[{ part: '\u202e=",\n𠮷' }], [{ part: '\u202e=",\n𠮷' }]],
    [[], null],
  ],
  file: [
    [filesOf('file', 0, 1, 0), filesOf('file', 0, 1)],
    [SAMPLE_FILES.file[2] ?? null, filesOf('file', 2)],
    [filesOf('file', 3, 4), filesOf('file', 3, 4)],
    [[], null],
    ['', null],
  ],
  image: [
    [filesOf('image', 0), filesOf('image', 0)],
    [filesOf('image', 1), filesOf('image', 1)],
  ],
}
