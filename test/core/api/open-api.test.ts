import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestApi, type TestApi } from './open-test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await openTestApi()
})
afterAll(async () => {
  await api.app.close()
  await api.database.close()
})

async function readDocument(headers: Record<string, string> = {}) {
  const response = await api.app.inject({
    url: '/api/v1/openapi.json',
    headers: { authorization: `Bearer ${api.key}`, ...headers },
  })
  return response.json()
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(await readDocument())
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
  })

  test('holds only JSON Schemas that compile, for every field type', async () => {
    const { components } = await readDocument()
    const ajv = new Ajv2020({ strict: false, validateFormats: true })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'doc', components })
    for (const name of Object.keys(components.schemas)) {
      expect(() => ajv.compile({ $ref: `doc#/components/schemas/${name}` })).not.toThrow()
    }
    const check = ajv.compile({ $ref: 'doc#/components/schemas/contact.create' })
    expect(check({ name: 'Ana', budget: { amount: '1.50', currency: 'EUR' }, status: 'known' })).toBe(true)
    expect(check({ status: 'known' })).toBe(false)
    expect(check({ name: 'Ana', status: 'other' })).toBe(false)
    expect(check({ name: 'Ana', number: 'C-1' })).toBe(false)
  })

  test('shows what a field gives that is worked out of others, which nobody writes', async () => {
    const { schemas } = (await readDocument()).components
    expect(schemas.deal.properties.half).toMatchObject({
      title: 'Half',
      anyOf: [{ type: 'object', required: ['amount', 'currency'], readOnly: true }, { type: 'null' }],
    })
    expect(schemas['deal.create'].properties).not.toHaveProperty('half')
    expect(schemas['deal.update'].properties).not.toHaveProperty('half')
  })

  test('shows labels and help in the caller’s language, defaults, and nothing that the caller may not see', async () => {
    const english = (await readDocument()).components.schemas
    expect(english['contact.create'].properties.name).toMatchObject({
      title: 'Name',
      description: 'As on the passport.',
    })
    expect(english['contact.create'].required).toEqual(['name'])
    expect(JSON.stringify(english)).not.toContain('secret')
    const chinese = (await readDocument({ 'accept-language': 'zh-CN' })).components.schemas
    expect(chinese.contact.properties.status).toMatchObject({
      title: '状态',
      description: '`new`: 新, `known`: 已知',
    })
  })

  test('offers only operations that the caller may do', async () => {
    const { paths } = await readDocument()
    expect(Object.keys(paths['/api/v1/contact/{id}'])).toEqual(['parameters', 'get', 'patch'])
    expect(Object.keys(paths['/api/v1/deal/{id}'])).toEqual(['parameters', 'get', 'patch', 'delete'])
    expect(paths['/api/v1/contact/{id}/move-stage']).toBeUndefined()
    expect(paths['/api/v1/deal/{id}/move-stage']).toBeDefined()
  })

  test('has the actions that the caller may run, with their forms as JSON Schema', async () => {
    const { paths, components } = await readDocument({ 'accept-language': 'zh-CN' })
    const one = paths['/api/v1/contact/{id}/actions/crm.invite'].post
    expect(one).toMatchObject({ summary: '邀请', tags: ['联系人'] })
    const form = one.requestBody.content['application/json'].schema.properties.form
    expect(form).toMatchObject({
      properties: { on: { type: 'string', format: 'date', title: 'On' } },
      required: ['on'],
      additionalProperties: false,
    })
    const many = paths['/api/v1/contact/actions/crm.invite'].post.requestBody.content['application/json'].schema
    expect(Object.keys(many.properties)).toEqual(['ids', 'where', 'search', 'form'])
    expect(Object.keys(paths).filter((path) => path.includes('/deal/') && path.includes('/actions/'))).toEqual([])
    expect(paths['/api/v1/action-runs/{id}'].get.responses['200']).toBeDefined()
    expect(components.schemas.ActionRun.properties.status.enum).toContain('interrupted')
  })

  test('has finding, taking out and erasing what is held of a person, in the caller’s language', async () => {
    const { paths } = await readDocument({ 'accept-language': 'zh-CN' })
    const privacy = Object.keys(paths).filter((path) => path.startsWith('/api/privacy/'))
    const names = ['find', 'export.json', 'export.csv', 'plan', 'erase', 'erasures']
    expect(privacy).toEqual(names.map((name) => `/api/privacy/${name}`))
    expect(paths['/api/privacy/find'].post).toMatchObject({ summary: '查找与某人相关的数据', tags: ['个人数据'] })
    const erase = paths['/api/privacy/erase'].post.requestBody.content['application/json'].schema
    expect(erase.required).toEqual(['entity', 'id', 'confirm', 'records'])
    expect(paths['/api/privacy/export.csv'].get.responses['200'].content).toHaveProperty('text/csv')
  })

  test('has a newly published field at once', async () => {
    expect((await readDocument()).components.schemas.contact.properties).not.toHaveProperty('nickname')
    api.publishField('nickname')
    const { info, components } = await readDocument()
    expect(info.version).toBe('model 2')
    expect(components.schemas.contact.properties).toHaveProperty('nickname')
    expect(components.schemas['contact.update'].properties).toHaveProperty('nickname')
  })

  test('is not for strangers', async () => {
    expect((await api.app.inject({ url: '/api/v1/openapi.json' })).statusCode).toBe(401)
  })
})
