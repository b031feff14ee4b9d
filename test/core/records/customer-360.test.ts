import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeReadCustomer360 } from '../../../core/src/records/read-customer-360.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

let tenon: TestRecords
beforeAll(async () => {
  tenon = await openTestRecords('pglite')
})
afterAll(() => tenon.close())

const asCustomer = (id: string, locale: 'en' | 'zh-CN') => {
  const subject = { entity: 'contact', id }
  return tenon.as({ kind: 'customer', id, name: 'V', site: 's', subject, scopes: ['customer:read'] }, locale)
}

test('a customer’s page holds the own record and own rows in words, and nothing of anybody else', async () => {
  const [me, other] = await tenon.createRecords(tenon.system, {
    entity: 'contact',
    records: [{ name: '王芳', email: 'fang@example.com', salary: '1.00' }, { name: 'Other' }],
  })
  if (me === undefined || other === undefined) throw new Error('not created')
  const amount = { amount: '123456789012345678.90', currency: 'CNY' }
  await tenon.createRecords(tenon.system, {
    entity: 'deal',
    records: [
      { name: 'Mine', contact: me.id, amount, closesOn: '2026-03-31', kind: 'new', stage: 'won', quantity: 5 },
      { name: 'Theirs', contact: other.id },
      ...Array.from({ length: 21 }, (_, index) => ({ name: `More ${index}`, contact: other.id })),
    ],
  })
  const read = makeReadCustomer360(tenon)
  const page = await read(asCustomer(me.id, 'zh-CN'))
  expect(page).toEqual({
    entity: 'contact',
    record: {
      id: me.id,
      title: '王芳',
      updatedAt: me.updatedAt,
      fields: [{ name: 'email', label: 'E-mail（中）', text: 'fang@example.com' }],
      stage: null,
    },
    related: [
      {
        entity: 'deal',
        label: '实体deal',
        more: false,
        records: [
          {
            id: expect.any(String),
            title: 'Mine',
            updatedAt: expect.any(String),
            fields: [
              { name: 'amount', label: 'Amount（中）', text: '¥123,456,789,012,345,678.90' },
              { name: 'closesOn', label: 'Closes on（中）', text: '2026年3月31日' },
              { name: 'kind', label: 'Kind（中）', text: '类型 new' },
            ],
            stage: { label: '赢单', hue: 'green' },
          },
        ],
      },
    ],
  })
  const full = await read(asCustomer(other.id, 'en'))
  expect(full.related).toMatchObject([{ more: true }])
  expect(full.related[0]?.records).toHaveLength(20)
  expect(JSON.stringify(full)).not.toContain('Mine')
  await expect(read(tenon.system)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(read(asCustomer(tenon.tenant.id, 'en'))).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
