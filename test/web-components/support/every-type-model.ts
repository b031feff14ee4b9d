import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelView } from '@tenon/sdk/contract/model-document'

const text = (en: string, zh: string) => ({ en, 'zh-CN': zh })

const OPTIONS = [
  { value: 'web', label: text('Website', '官网'), hue: 'blue' as const },
  { value: 'fair', label: text('Trade fair', '展会'), hue: 'amber' as const },
  { value: 'old', label: text('Newspaper', '报纸'), hue: 'gray' as const, archived: true },
]

/** A field of each type, named as its type, that a form can show. */
const FIELD_OF_TYPE: Readonly<Record<FieldType, FieldSchema>> = {
  text: { fieldType: 'text', label: text('Text', '文本') },
  longText: { fieldType: 'longText', label: text('Long text', '长文本') },
  richText: { fieldType: 'richText', label: text('Formatted text', '富文本') },
  code: { fieldType: 'code', label: text('Code', '代码'), language: 'sql' },
  email: { fieldType: 'email', label: text('E-mail', '邮箱') },
  emails: { fieldType: 'emails', label: text('E-mails', '多个邮箱') },
  phone: { fieldType: 'phone', label: text('Phone', '电话') },
  phones: { fieldType: 'phones', label: text('Phones', '多个电话') },
  url: { fieldType: 'url', label: text('Web address', '网址') },
  urls: { fieldType: 'urls', label: text('Web addresses', '多个网址') },
  uuid: { fieldType: 'uuid', label: text('Identifier', '唯一标识') },
  slug: { fieldType: 'slug', label: text('Address part', '网址片段'), slugFrom: 'text' },
  barcode: { fieldType: 'barcode', label: text('Barcode', '条形码'), symbology: 'ean13' },
  color: { fieldType: 'color', label: text('Colour', '颜色') },
  icon: { fieldType: 'icon', label: text('Icon', '图标') },
  tags: { fieldType: 'tags', label: text('Tags', '标签') },
  integer: { fieldType: 'integer', label: text('Whole number', '整数') },
  decimal: { fieldType: 'decimal', label: text('Decimal', '小数') },
  percent: { fieldType: 'percent', label: text('Percent', '百分比') },
  money: { fieldType: 'money', label: text('Money', '金额'), currency: 'CNY' },
  rating: { fieldType: 'rating', label: text('Rating', '评分') },
  progress: { fieldType: 'progress', label: text('Progress', '进度') },
  duration: { fieldType: 'duration', label: text('Duration', '时长') },
  boolean: { fieldType: 'boolean', label: text('Yes or no', '是或否') },
  date: { fieldType: 'date', label: text('Date', '日期') },
  dateTime: { fieldType: 'dateTime', label: text('Date and time', '日期时间') },
  time: { fieldType: 'time', label: text('Time', '时间') },
  yearMonth: { fieldType: 'yearMonth', label: text('Month', '月份') },
  dateRange: { fieldType: 'dateRange', label: text('Date range', '日期范围') },
  choice: { fieldType: 'choice', label: text('Choice', '单选'), options: OPTIONS },
  multiChoice: { fieldType: 'multiChoice', label: text('Choices', '多选'), options: OPTIONS },
  country: { fieldType: 'country', label: text('Country', '国家/地区') },
  reference: { fieldType: 'reference', label: text('Reference', '关联'), reference: { entity: 'thing' } },
  user: { fieldType: 'user', label: text('Person', '人员') },
  multiReference: {
    fieldType: 'multiReference',
    label: text('References', '多个关联'),
    reference: { entity: 'thing' },
  },
  team: { fieldType: 'team', label: text('Team', '团队') },
  anyReference: { fieldType: 'anyReference', label: text('About', '相关记录'), targets: { entities: ['thing'] } },
  users: { fieldType: 'users', label: text('People', '多个人员') },
  personName: { fieldType: 'personName', label: text('Name', '姓名') },
  address: { fieldType: 'address', label: text('Address', '地址') },
  geoShape: { fieldType: 'geoShape', label: text('Area', '区域') },
  file: { fieldType: 'file', label: text('Papers', '文件'), maxItems: 3 },
  image: { fieldType: 'image', label: text('Picture', '图片') },
  geoPoint: { fieldType: 'geoPoint', label: text('Place', '地理位置') },
  json: { fieldType: 'json', label: text('Structured data', '结构化数据') },
  objectList: {
    fieldType: 'objectList',
    label: text('Lines', '明细行'),
    items: {
      properties: {
        part: { fieldType: 'text', label: text('Part', '配件') },
        price: { fieldType: 'money', label: text('Price', '价格'), currency: 'CNY' },
        count: { fieldType: 'integer', label: text('Pieces', '数量') },
      },
      required: ['part'],
    },
  },
  sequence: { fieldType: 'sequence', label: text('Number', '流水号'), sequence: { prefix: 'NO-', padding: 4 } },
}

/** A value of each type as the server gives it. */
export const VALUE_OF_TYPE: Readonly<Record<FieldType, JsonValue>> = {
  text: 'Blue bicycle',
  longText: 'First line\nSecond line',
  richText:
    '## Delivery\n\nBring it **before noon**, see [the map](https://example.com/map):\n\n- ring twice\n- `gate 3`',
  code: "select *\n  from orders\n where state = 'open'",
  email: 'ada@example.com',
  emails: ['ada@example.com', 'office@example.com'],
  phone: '+8613800138000',
  phones: ['+8613800138000', '+14155550132'],
  url: 'https://example.com/a',
  urls: ['https://example.com/a', 'https://example.org/b'],
  uuid: '0190a6f0-ac96-774b-bcce-b302099a8057',
  slug: 'blue-bicycle',
  barcode: '4006381333931',
  color: '#1e90ff',
  icon: 'bike',
  tags: ['VIP', '重要客户', 'newsletter'],
  integer: 1250,
  decimal: '1234.50',
  percent: 12.5,
  money: { amount: '1999.00', currency: 'CNY' },
  rating: 4,
  progress: 65,
  duration: 5400,
  boolean: true,
  date: '2026-03-01',
  dateTime: '2026-03-01T09:30:00.000Z',
  time: '09:30:00',
  yearMonth: '2026-03',
  dateRange: { start: '2026-03-01', end: '2026-04-15' },
  choice: 'fair',
  multiChoice: ['web', 'fair'],
  country: 'CN',
  reference: 'thing-0',
  user: 'u1',
  multiReference: ['thing-0', 'thing-1'],
  users: ['u1'],
  team: 't1',
  anyReference: { entity: 'thing', id: 'thing-0' },
  personName: { prefix: 'Dr.', given: 'Ada', family: 'Lovelace' },
  address: { line1: '1 Century Ave', city: 'Shanghai', postalCode: '200120', country: 'CN' },
  geoShape: {
    type: 'LineString',
    coordinates: [
      [121.47, 31.23],
      [116.4, 39.9],
    ],
  },
  file: [{ id: '01890a5d-ac96-774b-bcce-b302099a9010', name: '报价.pdf', size: 2_500_000, type: 'application/pdf' }],
  image: [{ id: '01890a5d-ac96-774b-bcce-b302099a9011', name: 'car.png', size: 900, type: 'image/png' }],
  geoPoint: { lat: 31.2304, lng: 121.4737 },
  json: { size: 4, colours: ['red'] },
  objectList: [
    { part: 'Wheel', price: { amount: '250.00', currency: 'CNY' }, count: 2 },
    { part: 'Bell', count: 1 },
  ],
  sequence: 'NO-0042',
}

/** An entity `thing` with a field of every type. */
export function everyTypeModel(locale: string): ModelView {
  const fields = Object.keys(FIELD_OF_TYPE)
  return {
    version: 1,
    locale,
    users: [{ id: 'u1', name: 'Ada Lovelace' }],
    teams: [{ id: 't1', name: 'North' }],
    entities: {
      thing: {
        type: 'object',
        name: 'thing',
        label: text('Thing', '物品'),
        pluralLabel: text('Things', '物品'),
        titleField: 'text',
        source: 'crm',
        fieldSources: {},
        properties: FIELD_OF_TYPE,
        actions: [],
        access: {
          create: true,
          update: true,
          delete: true,
          writableFields: fields.filter((name) => name !== 'sequence'),
        },
      },
    },
    pipelines: {},
    views: {},
  }
}
