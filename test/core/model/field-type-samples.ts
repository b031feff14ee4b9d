import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { STRUCTURE_SAMPLES } from './structure-samples.ts'

/** An id for references, users and UUIDs. */
export const ID = '01890a5d-ac96-774b-bcce-b302099a8057'

export const OTHER_ID = 'ffffffff-ac96-774b-bcce-b302099a8057'

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
  multiReference: [
    [
      [OTHER_ID, ` ${ID.toUpperCase()} `, ID],
      [OTHER_ID, ID],
    ],
    [`${ID}, ${OTHER_ID}`, [ID, OTHER_ID]],
    [[], null],
    [['', ' '], null],
  ],
  users: [
    [[ID], [ID]],
    [
      [OTHER_ID, ID, OTHER_ID.toUpperCase()],
      [OTHER_ID, ID],
    ],
    ['', null],
  ],
  anyReference: [
    [
      { id: ID.toUpperCase(), entity: 'thing' },
      { entity: 'thing', id: ID },
    ],
    [` thing / ${OTHER_ID} `, { entity: 'thing', id: OTHER_ID }],
    [' ', null],
  ],
  team: [[ID, ID]],
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
  ...STRUCTURE_SAMPLES,
}
