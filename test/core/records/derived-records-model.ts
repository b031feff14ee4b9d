import type { EntitySchema, FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { withResults } from '../../../core/src/model/check/check-derived.ts'

type Fields = Record<string, Omit<FieldSchema, 'label'>>

function entity(name: string, fields: Fields, more: Partial<EntitySchema> = {}): ModelEntity {
  const properties = Object.entries(fields).map(([field, schema]) => [field, { ...schema, label: { en: field } }])
  return {
    type: 'object',
    name,
    label: { en: name },
    pluralLabel: { en: `${name}s` },
    titleField: 'name',
    properties: Object.fromEntries(properties),
    ...more,
    source: 'sample',
    fieldSources: Object.fromEntries(Object.keys(fields).map((field) => [field, 'sample'])),
  }
}

const options = (...values: string[]) => values.map((value) => ({ value, label: { en: value.toUpperCase() } }))
const toCustomer = { entity: 'customer', onDelete: 'setNull' } as const
const orders = { entity: 'order', reference: 'customer' }
const lines = { entity: 'line', reference: 'order' }

const customer: Fields = {
  name: { fieldType: 'text' },
  tier: { fieldType: 'choice', options: options('gold', 'silver') },
  discount: { fieldType: 'percent' },
  credit: { fieldType: 'money', currency: 'EUR' },
  home: { fieldType: 'address' },
  parent: { fieldType: 'reference', reference: { ...toCustomer, reverse: { name: 'subsidiaries' } } },
  parentName: { fieldType: 'lookup', lookup: 'parent.name' },
  orderCount: { fieldType: 'count', rollup: orders },
  largeOrders: { fieldType: 'count', rollup: { ...orders, filter: 'net > 100 && customer.tier == "gold"' } },
  paid: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'sum', field: 'total', filter: 'status == "paid"' } },
  lastOrder: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'max', field: 'placedOn' } },
  firstNote: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'min', field: 'name' } },
  meanQuantity: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'average', field: 'quantity' } },
  meanTotal: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'average', field: 'total' } },
  netSum: { fieldType: 'rollup', rollup: { ...orders, aggregate: 'sum', field: 'net' } },
  children: { fieldType: 'count', rollup: { entity: 'customer', reference: 'parent' } },
  rank: { fieldType: 'formula', formula: 'orderCount > 1 ? "good" : coalesce(tier, "none")' },
  paidShare: {
    fieldType: 'formula',
    formula: 'orders.filter(o, o.status == "paid").sum(o.total.amount) / decimal(size(orders))',
  },
  pieces: {
    fieldType: 'formula',
    formula: 'orders.map(o, o.lines.sum(l, l.pieces)).sum() + subsidiaries.count(c, c.tier == tier)',
  },
  tagged: { fieldType: 'formula', formula: 'order_customer.exists(o, "a" in o.tags) ? orders.max(o, o.due) : null' },
  groupDebt: { fieldType: 'formula', formula: 'subsidiaries.map(c, c.orders.sum(o, o.net)).sum() + orderCount' },
  room: { fieldType: 'formula', formula: 'credit - coalesce(paid, money(0, "EUR"))' },
}

const order: Fields = {
  name: { fieldType: 'text' },
  customer: { fieldType: 'reference', reference: toCustomer },
  status: { fieldType: 'choice', options: options('open', 'paid') },
  placedOn: { fieldType: 'date' },
  quantity: { fieldType: 'integer' },
  price: { fieldType: 'decimal', scale: 3 },
  total: { fieldType: 'money', currency: 'EUR' },
  tags: { fieldType: 'multiChoice', options: options('a', 'b') },
  open: { fieldType: 'boolean' },
  net: { fieldType: 'formula', formula: 'price * quantity' },
  due: { fieldType: 'formula', formula: 'placedOn.addDays(14)' },
  late: { fieldType: 'formula', formula: 'status == "open" && due < date("2026-06-01")' },
  title: { fieldType: 'formula', formula: 'coalesce(customer.name, "?") + " / " + name' },
  stateNow: { fieldType: 'formula', formula: 'open ? status : null' },
  tier: { fieldType: 'lookup', lookup: 'customer.tier' },
  discount: { fieldType: 'lookup', lookup: 'customer.discount' },
  home: { fieldType: 'lookup', lookup: 'customer.home' },
  customerPaid: { fieldType: 'lookup', lookup: 'customer.paid' },
  grandparent: { fieldType: 'lookup', lookup: 'customer.parent.parentName' },
  parent: { fieldType: 'lookup', lookup: 'customer.parent' },
  lineSum: { fieldType: 'rollup', rollup: { ...lines, aggregate: 'sum', field: 'amount', filter: 'pieces > 0' } },
  rest: { fieldType: 'formula', formula: 'total - lineSum' },
  share: { fieldType: 'formula', formula: 'round(total.amount / customer.paid.amount * 100, 1)' },
  madeOn: { fieldType: 'formula', formula: 'createdAt' },
}

const line: Fields = {
  name: { fieldType: 'text' },
  order: { fieldType: 'reference', reference: { entity: 'order', onDelete: 'cascade' } },
  pieces: { fieldType: 'integer' },
  amount: { fieldType: 'money', currency: 'EUR' },
  orderTotal: { fieldType: 'lookup', lookup: 'order.total' },
  orderLineSum: { fieldType: 'lookup', lookup: 'order.lineSum' },
  tier: { fieldType: 'lookup', lookup: 'order.customer.tier' },
  rivals: { fieldType: 'formula', formula: 'order.lines.count(l, l.pieces > pieces)' },
  part: { fieldType: 'formula', formula: 'order.lineSum != null ? amount / order.lineSum : 0.0' },
}

/** Customers with parents, their orders, the orders' lines, and fields of all derived types that use one another. */
export function derivedRecordsModel(): ModelDocument {
  const document = {
    entities: { customer: entity('customer', customer), order: entity('order', order), line: entity('line', line) },
    pipelines: {},
  }
  const { document: typed, problems } = withResults(document)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return typed
}
