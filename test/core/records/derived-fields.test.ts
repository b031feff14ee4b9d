import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { derivedRecordsModel } from './derived-records-model.ts'
import { openTestRecords, type TestRecords } from './open-test-records.ts'

describe.each(DATABASE_KINDS)('derived fields on %s', (kind) => {
  let tenon: TestRecords
  const ids: Record<string, string> = {}

  async function create(entity: string, values: JsonObject) {
    return tenon.createRecord(tenon.system, { entity, values })
  }

  beforeAll(async () => {
    tenon = await openTestRecords(kind, derivedRecordsModel())
    const acme = await create('customer', { name: 'Acme', tier: 'gold', discount: 12.5, credit: '1000' })
    const small = await create('customer', { name: 'Small', parent: acme.id, home: { city: 'Wien', country: 'AT' } })
    const big = { customer: acme.id, status: 'paid', placedOn: '2026-05-01', quantity: 3, price: '50', total: '150' }
    const first = await create('order', { name: 'A-1', ...big, open: true })
    const second = await create('order', {
      ...big,
      name: 'A-2',
      status: 'open',
      quantity: 1,
      price: '0.125',
      total: '10',
    })
    const other = await create('order', {
      ...big,
      name: 'S-1',
      customer: small.id,
      total: { amount: '5', currency: 'USD' },
    })
    await create('line', { name: 'l1', order: first.id, pieces: 2, amount: '100' })
    await create('line', { name: 'l2', order: first.id, pieces: 0, amount: '7' })
    Object.assign(ids, { acme: acme.id, small: small.id, first: first.id, second: second.id, other: other.id })
  })
  afterAll(() => tenon.close())

  const get = (entity: string, name: string, fields?: string[]) =>
    tenon.getRecord(tenon.system, { entity, id: ids[name] ?? '', ...(fields && { fields }) })

  test('the answer of a restored record has what is worked out of those that came back with it', async () => {
    const order = await create('order', { name: 'Back again', total: '80' })
    await create('line', { name: 'l1', order: order.id, pieces: 1, amount: '30' })
    const { id, version } = await tenon.deleteRecord(tenon.system, {
      entity: 'order',
      id: order.id,
      version: order.version,
    })
    const restored = await tenon.restoreRecord(tenon.system, { entity: 'order', id, version })
    expect(restored).toMatchObject({ lineSum: { amount: '30', currency: 'EUR' }, rest: { amount: '50' } })
    expect(restored.$along).toEqual({ returned: 1, left: 0 })
    const { $along: _, ...whole } = restored
    expect(whole).toEqual(await tenon.getRecord(tenon.system, { entity: 'order', id }))
    const line = await tenon.findRecords(tenon.system, {
      entity: 'line',
      where: { field: 'order', op: 'eq', value: id },
    })
    const [{ id: lineId, version: lineVersion } = { id: '', version: 0 }] = line.records
    await tenon.deleteRecord(tenon.system, { entity: 'line', id: lineId, version: lineVersion })
    await tenon.deleteRecord(tenon.system, { entity: 'order', id, version: restored.version })
  })

  test('a record has what is worked out of its own fields, of those that it names, and of those that name it', async () => {
    expect(await get('order', 'first')).toMatchObject({
      net: '150',
      due: '2026-05-15',
      late: false,
      title: 'Acme / A-1',
      stateNow: 'paid',
      tier: 'gold',
      discount: 12.5,
      customerPaid: { amount: '150', currency: 'EUR' },
      lineSum: { amount: '100', currency: 'EUR' },
      rest: { amount: '50', currency: 'EUR' },
      share: '100',
    })
    expect(await get('customer', 'acme')).toMatchObject({
      orderCount: 2,
      largeOrders: 1,
      paid: { amount: '150', currency: 'EUR' },
      lastOrder: '2026-05-01',
      firstNote: 'A-1',
      meanQuantity: '2',
      meanTotal: { amount: '80', currency: 'EUR' },
      netSum: '150.125',
      children: 1,
      rank: 'good',
      room: { amount: '850', currency: 'EUR' },
    })
  })

  test('a look-up has the form that the value has where it stands, with the title of what it names', async () => {
    const order = await get('order', 'other', ['parent', 'home', 'grandparent', 'tier'])
    expect(order).toMatchObject({
      parent: ids['acme'],
      home: { city: 'Wien', country: 'AT' },
      grandparent: null,
      tier: null,
    })
    expect(order.$labels).toEqual({ [String(ids['acme'])]: 'Acme' })
    const expanded = await tenon.getRecord(tenon.system, {
      entity: 'order',
      id: ids['other'] ?? '',
      expand: ['parent', 'customer'],
    })
    expect(expanded['$expanded']).toMatchObject({
      parent: { name: 'Acme', orderCount: 2 },
      customer: { parentName: 'Acme' },
    })
  })

  test('lists filter and sort by derived fields, page after page', async () => {
    const where = {
      and: [
        { field: 'net', op: 'gte', value: '1' },
        { field: 'tier', op: 'eq', value: 'gold' },
      ],
    } as const
    const found = await tenon.findRecords(tenon.system, {
      entity: 'order',
      where: { ...where, and: [...where.and] },
      count: true,
    })
    expect(found.records.map(({ name }) => name)).toEqual(['A-1'])
    expect(found.count).toBe(1)
    const sort = [{ field: 'net', direction: 'desc' as const }, { field: 'title' }]
    const names: unknown[] = []
    let after: string | undefined
    do {
      const page = await tenon.findRecords(tenon.system, {
        entity: 'order',
        sort,
        limit: 1,
        fields: ['name', 'net'],
        ...(after && { after }),
      })
      names.push(...page.records.map(({ name }) => name))
      after = page.nextCursor ?? undefined
    } while (after !== undefined)
    expect(names).toEqual(['A-1', 'S-1', 'A-2'])
    const byMoney = await tenon.findRecords(tenon.system, {
      entity: 'customer',
      where: { field: 'paid', op: 'gt', value: '100' },
      sort: [{ field: 'lastOrder' }],
    })
    expect(byMoney.records.map(({ name }) => name)).toEqual(['Acme'])
    const contains = await tenon.findRecords(tenon.system, {
      entity: 'order',
      where: {
        or: [
          { field: 'title', op: 'contains', value: 'acme /' },
          { field: 'parent', op: 'in', value: [ids['acme'] ?? ''] },
        ],
      },
    })
    expect(contains.records).toHaveLength(3)
  })

  test('sums are grouped by derived fields and made of them', async () => {
    const groups = await tenon.summarizeRecords(tenon.system, { entity: 'order', groupBy: 'tier', sum: 'net' })
    expect(groups.groups).toEqual([
      { value: 'gold', count: 2, sum: '150.125', currency: null },
      { value: null, count: 1, sum: '150', currency: null },
    ])
    const money = await tenon.summarizeRecords(tenon.system, { entity: 'order', groupBy: 'late', sum: 'customerPaid' })
    expect(money.groups).toContainEqual({ value: false, count: 1, sum: '150', currency: 'EUR' })
    expect(money.groups).toContainEqual({ value: false, count: 1, sum: '5', currency: 'USD' })
    const formula = await tenon.summarizeRecords(tenon.system, { entity: 'order', groupBy: 'stateNow', sum: 'rest' })
    expect(formula.groups).toContainEqual({ value: 'paid', count: 1, sum: '50', currency: 'EUR' })
  })

  test('the answer to a write has what follows from it, also over other records', async () => {
    const line = await create('line', { name: 'l3', order: ids['second'] ?? '', pieces: 1, amount: '4' })
    expect(line).toMatchObject({ orderLineSum: { amount: '4', currency: 'EUR' }, part: '1' })
    const changed = await tenon.updateRecord(tenon.system, {
      entity: 'line',
      id: line.id,
      version: line.version,
      values: { amount: '6' },
    })
    expect(changed).toMatchObject({ orderLineSum: { amount: '6', currency: 'EUR' }, version: 2 })
    const deleted = await tenon.deleteRecord(tenon.system, { entity: 'line', id: line.id, version: 2 })
    expect(deleted).toMatchObject({ orderLineSum: null })
    expect(await get('order', 'second')).toMatchObject({ lineSum: null, rest: null })
    const restored = await tenon.restoreRecord(tenon.system, { entity: 'line', id: line.id, version: 3 })
    expect(restored).toMatchObject({ orderLineSum: { amount: '6', currency: 'EUR' } })
    await tenon.deleteRecord(tenon.system, { entity: 'line', id: line.id, version: 4 })
  })

  test('nobody writes a derived field, a hook as little as a person; nothing is stored and nothing of it is in the history', async () => {
    const values = { name: 'x', net: '1' }
    await expect(create('order', values)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      problems: [{ pointer: '/net', rule: 'readOnly' }],
    })
    tenon.hooks.before = () => ({ kind: 'ok', changes: { title: 'mine' }, plugin: 'p' })
    await expect(create('order', { name: 'x' })).rejects.toMatchObject({
      code: 'PLUGIN_BAD_RETURN',
      problems: [{ pointer: '/title', rule: 'derived' }],
    })
    tenon.hooks.before = () => ({ kind: 'ok' })
    const { rows } = await sql<{ name: string }>`
      select column_name as name from information_schema.columns
      where table_schema = ${tenon.tenant.schema} and table_name = 'order'`.execute(tenon.database.control)
    const columns = rows.map(({ name }) => name)
    expect(columns).toContain('price')
    expect(columns).not.toContain('net')
    expect(columns).not.toContain('line_sum')
    const [entry] = await tenon.readHistory(tenon.system, { entity: 'order', id: ids['first'] ?? '' })
    expect(entry?.changes).toHaveProperty('price')
    expect(entry?.changes).not.toHaveProperty('net')
  })

  describe('rights', () => {
    async function withRole(grants: RoleGrants) {
      const name = `role${Math.random().toString(36).slice(2)}`
      const row = { name, label: JSON.stringify({ en: name }) as never, grants: JSON.stringify(grants) as never }
      await tenon.database.tenant(tenon.tenant.schema).insertInto('_role').values(row).execute()
      tenon.access.forget(tenon.tenant.schema)
      return tenon.addUser('Reader', [name])
    }

    test('a field is hidden from who may not read each field that it uses, over other derived fields too', async () => {
      const reader = await withRole({
        order: { read: 'all', update: 'all', fields: { price: { read: false, write: false } } },
        customer: { read: 'all' },
        line: { read: 'all' },
      })
      const order = await tenon.getRecord(reader, { entity: 'order', id: ids['first'] ?? '' })
      expect(order).not.toHaveProperty('net')
      expect(order).toMatchObject({ due: '2026-05-15', tier: 'gold' })
      const customer = await tenon.getRecord(reader, { entity: 'customer', id: ids['acme'] ?? '' })
      expect(customer).not.toHaveProperty('netSum')
      expect(customer).not.toHaveProperty('largeOrders')
      expect(customer).not.toHaveProperty('groupDebt')
      expect(customer).toMatchObject({ orderCount: 2, paidShare: '75' })
      const { entities } = await tenon.viewModel(reader)
      expect(Object.keys(entities['order']?.properties ?? {})).not.toContain('net')
      for (const query of [
        { where: { field: 'net', op: 'gt', value: 1 } as const },
        { sort: [{ field: 'net' }] },
        { fields: ['net'] },
      ]) {
        await expect(tenon.findRecords(reader, { entity: 'order', ...query })).rejects.toMatchObject({
          code: 'BAD_REQUEST',
        })
      }
      await expect(
        tenon.summarizeRecords(reader, { entity: 'order', groupBy: 'status', sum: 'net' }),
      ).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
      const input = { entity: 'order', id: ids['first'] ?? '', version: 1, values: { net: 1 } }
      await expect(tenon.updateRecord(reader, input)).rejects.toMatchObject({ problems: [{ rule: 'unknownField' }] })
    })

    test('a field is hidden from who may not read an entity that it uses', async () => {
      const reader = await withRole({ order: { read: 'all' }, line: { read: 'all' } })
      const order = await tenon.getRecord(reader, { entity: 'order', id: ids['first'] ?? '' })
      for (const name of ['tier', 'title', 'customerPaid', 'share', 'home', 'parent'])
        expect(order).not.toHaveProperty(name)
      expect(order).toMatchObject({ net: '150', lineSum: { amount: '100', currency: 'EUR' } })
    })

    test('of other records only those count that the reader may see', async () => {
      const reader = await withRole({
        customer: { read: 'all' },
        order: { read: 'own', create: 'all' },
        line: { read: 'all' },
      })
      const before = await tenon.getRecord(reader, { entity: 'customer', id: ids['acme'] ?? '' })
      expect(before).toMatchObject({ orderCount: 0, paid: null, rank: 'gold', paidShare: null })
      const own = { name: 'own', customer: ids['acme'] ?? '', status: 'paid', total: '1' }
      const made = await tenon.createRecord(reader, { entity: 'order', values: own })
      const after = await tenon.getRecord(reader, { entity: 'customer', id: ids['acme'] ?? '' })
      expect(after).toMatchObject({ orderCount: 1, paid: { amount: '1', currency: 'EUR' }, paidShare: '1' })
      const [line] = (
        await tenon.findRecords(reader, { entity: 'line', where: { field: 'name', op: 'eq', value: 'l1' } })
      ).records
      expect(line).toMatchObject({ orderTotal: null, tier: null })
      await tenon.deleteRecord(tenon.system, { entity: 'order', id: made.id, version: 1 })
    })
  })
})
