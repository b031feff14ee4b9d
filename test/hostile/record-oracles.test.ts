import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestContext } from '../../core/src/context/request-context.ts'
import { makeHookRunner } from '../../core/src/hooks/make-hook-runner.ts'
import { makeMaskRecords } from '../../core/src/hooks/mask-records.ts'
import { createSandbox } from '../../core/src/sandbox/create-sandbox.ts'
import type { Sandbox } from '../../core/src/sandbox/sandbox.ts'
import { installedPlugin } from '../core/hooks/hook-kit.ts'
import { openTestRecords, type TestRecords } from '../core/records/open-test-records.ts'

/** A plugin that may read deals, against a real record store: what it can find out about anything else. */
let sandbox: Sandbox
let tenon: TestRecords
let staff: RequestContext
let dealId = ''
let contactId = ''

beforeAll(async () => {
  sandbox = createSandbox({ children: 1 })
  tenon = await openTestRecords('pglite')
  staff = await tenon.addUser('S')
  const contact = { name: 'Zoe Secret', email: 'zoe.secret@example.com', salary: '99000' }
  contactId = (await tenon.createRecord(tenon.system, { entity: 'contact', values: contact })).id
  const values = { name: 'Deal one', contact: contactId }
  dealId = (await tenon.createRecord(tenon.system, { entity: 'deal', values })).id
})
afterAll(async () => {
  await tenon.close()
  await sandbox.close()
})

async function found(expression: string, grants = ['entity:deal:read']): Promise<JsonObject> {
  const hooks = `export const plugin = definePlugin({ entities: { deal: { beforeCreate: async ([record], tenon) => {
    const { dealId, contactId } = record.values
    const ask = (call) => call.then((got) => ({ got }), ({ code, message }) => ({ code, message }))
    return [{ found: await (${expression}) }] } } } })`
  const plugin = await installedPlugin(sandbox, { id: 'oracle', hooks, grants })
  const { findRecords: find, getRecord: get, createRecord: create, updateRecord: update } = tenon
  const findText: typeof tenon.findPageText = (ctx, input) => tenon.findPageText(ctx, { ...input, labels: false })
  const runner = makeHookRunner({
    sandbox,
    plugins: { get: async () => [plugin] },
    records: { find, findText, get, create, update, link: tenon.linkRecord, delete: tenon.deleteRecord },
    maskRecords: makeMaskRecords(tenon),
  })
  const records = [{ id: null, values: { dealId, contactId }, old: null }]
  const [answer] = await runner.runBefore(staff, { entity: 'deal', hook: 'beforeCreate', records })
  if (answer?.kind !== 'ok') throw new Error(answer?.message)
  return answer.changes?.['found'] as JsonObject
}

test('what was granted can be read, without titles of what it refers to', async () => {
  const { got } = await found('ask(tenon.records.get({ entity: "deal", id: dealId }))')
  expect(got).toMatchObject({ name: 'Deal one', contact: contactId })
  expect(JSON.stringify(got)).not.toMatch(/Zoe|zoe/)
})

describe('nothing of a record that was not granted can be learnt by', () => {
  test.each([
    ['a filter over a reference', '{ entity: "deal", where: { field: "contact.name", op: "startsWith", value: "Z" } }'],
    ['a filter on a hidden column', '{ entity: "deal", where: { field: "contact_salary", op: "gt", value: "1" } }'],
    ['a sort over a reference', '{ entity: "deal", sort: [{ field: "contact.salary" }] }'],
    ['a field over a reference', '{ entity: "deal", fields: ["contact.name"] }'],
    ['the expansion of a reference', '{ entity: "deal", expand: ["contact"] }'],
    ['labels asked for as a field', '{ entity: "deal", fields: ["$labels"] }'],
    [
      'an operator that is SQL',
      '{ entity: "deal", where: { field: "name", op: "in (select name from contact) or", value: 1 } }',
    ],
    [
      'a comparison with a subquery',
      '{ entity: "deal", where: { field: "contact", op: "in", value: { select: "id" } } }',
    ],
    [
      'a deep filter',
      '{ entity: "deal", where: Array.from({ length: 40 }).reduce((not) => ({ not }), { field: "name", op: "isNull" }) }',
    ],
    ['deleted records', '{ entity: "deal", deleted: true }'],
  ])('%s', async (_name, input) => {
    const answer = await found(`ask(tenon.records.find(${input}))`)
    expect(answer).toMatchObject({ code: 'VALIDATION' })
    expect(JSON.stringify(answer)).not.toMatch(/Zoe|zoe|99000|select .* from|"t_/i)
  })

  test('a search for a text that only it has', async () => {
    const answer = await found('ask(tenon.records.find({ entity: "deal", search: "Secret", count: true }))')
    expect(answer).toMatchObject({ got: { records: [], count: 0 } })
  })

  test('asking for it with an id that exists and one that does not', async () => {
    const of = (id: string) => found(`ask(tenon.records.get({ entity: "contact", id: ${id} }))`)
    expect(await of('contactId')).toEqual(await of('"01890000-0000-7000-8000-000000000000"'))
  })

  test('the difference between a system table, an entity and nothing at all', async () => {
    const of = async (entity: string) =>
      JSON.stringify(await found(`ask(tenon.records.find({ entity: "${entity}" }))`)).replaceAll(entity, 'X')
    expect(
      new Set([await of('contact'), await of('_user'), await of('pg_catalog.pg_user'), await of('nothing')]).size,
    ).toBe(1)
  })
})

test('an id of another entity is not found, whatever the id is', async () => {
  expect(await found('ask(tenon.records.get({ entity: "deal", id: contactId }))')).toMatchObject({ code: 'NOT_FOUND' })
  const odd = await found(`ask(tenon.records.get({ entity: "deal", id: "' or 1=1 --" }))`)
  expect(odd).toMatchObject({ code: expect.stringMatching(/NOT_FOUND|VALIDATION/) })
})

describe('characters that no database text can hold give a plain answer, without a word of SQL, in', () => {
  test.each([
    ['a search', 'find({ entity: "deal", search: "\\u0000" })'],
    ['a filter', 'find({ entity: "deal", where: { field: "name", op: "eq", value: "a\\u0000b" } })'],
    ['a list of a filter', 'find({ entity: "deal", where: { field: "name", op: "in", value: ["\\u0000"] } })'],
    ['half a character', 'find({ entity: "deal", where: { field: "name", op: "contains", value: "\\ud800" } })'],
    ['an id', 'get({ entity: "deal", id: "\\u0000" })'],
    ['a cursor', 'find({ entity: "deal", cursor: "\\u0000" })'],
    ['a field', 'find({ entity: "deal", fields: ["name\\u0000"] })'],
  ])('%s', async (_name, call) => {
    const answer = await found(`ask(tenon.records.${call})`)
    expect(answer['code'] ?? 'none').toMatch(/^(none|VALIDATION|NOT_FOUND)$/)
    expect(JSON.stringify(answer)).not.toMatch(/Zoe|zoe|99000|select |from |"t_|encoding|UTF8/)
  })
})
