import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { entityFile, hooksFile, manifest, openPluginTenant, type PluginTenant } from '../support/open-plugin-tenant.ts'
import { DATABASE_KINDS } from '../support/open-test-database.ts'

/** Words that PostgreSQL cannot hold, and that a terminal would obey. */
const UNSTORABLE = '"a\\u0000\\ud800\\u001b[2Jb"'
const STORED = 'a\ufffd\ufffd\ufffd[2Jb'

const CAPABILITIES = ['entity:thing:read', 'entity:thing:write', 'kv'].map((capability) => ({
  capability,
  reason: { en: 'For the tests.' },
}))

/** What a hostile hook says or asks, in a tenant with a database behind it: the whole way, not the sandbox alone. */
describe.each(DATABASE_KINDS)('a hostile hook in a tenant on %s', (kind) => {
  let opened: PluginTenant
  const logged: string[] = []
  beforeAll(async () => {
    opened = await openPluginTenant(kind, {
      onPluginLog: ({ target, message }) => logged.push(`${target}: ${message}`),
    })
  }, 120_000)
  afterAll(() => opened?.close())

  /** Installs a plugin whose only action is `code`, and gives how a run of it has ended. */
  async function press(code: string) {
    await opened.install({
      'plugin.json': manifest('villain', {
        version: `1.0.${Math.trunc(performance.now() * 1000)}`,
        capabilities: CAPABILITIES,
        actions: [{ name: 'go', label: { en: 'Go' }, entity: 'thing', places: ['record'] }],
      }),
      'entities/thing.schema.json': entityFile('thing', {
        count: { fieldType: 'integer' },
        note: { fieldType: 'longText' },
      }),
      'hooks.ts': hooksFile(`{ jobs: { later() {} }, actions: { go: ${code} } }`),
    })
    const { id } = await opened.create('thing', { name: 'one' })
    const { actions } = opened.tenon.services
    const run = await actions.run(opened.ctx, { plugin: 'villain', action: 'go', ids: [id] })
    return vi.waitFor(
      async () => {
        const now = await actions.get(opened.ctx, { id: run.id })
        expect(now.status).not.toBe('running')
        return now
      },
      { timeout: 20_000, interval: 50 },
    )
  }

  const asked = async (call: string): Promise<JsonObject> => {
    const told = `(got) => ({ got }), ({ code, message }) => ({ code, message })`
    const { message } = await press(`async (records, tenon) => {
      const [{ id }] = records
      return [{ message: JSON.stringify(await ${call}.then(${told})) }] }`)
    return JSON.parse(message ?? '{}')
  }

  test.each([
    ['what it has done', `() => [{ message: ${UNSTORABLE} }]`, { status: 'done', message: STORED }],
    ['why it refuses', `() => reject(${UNSTORABLE})`, { status: 'done', refusals: [{ message: STORED }] }],
    [
      'what went wrong',
      `() => { throw new Error(${UNSTORABLE}) }`,
      { status: 'failed', error: expect.stringMatching(/^The action “Go” of “villain” failed: Error: a/) },
    ],
    [
      'how far it is',
      `async (records, tenon) => { await tenon.progress(1, 2, ${UNSTORABLE}) }`,
      { status: 'done', error: null },
    ],
  ])('says %s in words that no database can hold, and its run ends all the same', async (_what, code, end) => {
    expect(await press(code)).toMatchObject(end)
  })

  test.each([
    ['kv.set', `tenon.kv.set("a\\u0000", 1)`],
    ['kv.get', 'tenon.kv.get("\\ud800")'],
    ['kv.list', 'tenon.kv.list({ prefix: "\\u0000" })'],
    ['kv.delete', 'tenon.kv.delete("\\u0000")'],
    ['kv.increment', 'tenon.kv.increment("\\udfff")'],
    ['jobs.schedule', 'tenon.jobs.schedule("later", { key: "\\ud800" })'],
    ['jobs.cancel', 'tenon.jobs.cancel("\\u0000")'],
  ])('is told of a key that no database can hold by %s', async (_method, call) => {
    expect(await asked(call)).toMatchObject({
      code: 'VALIDATION',
      message: expect.stringContaining('no NUL and no half of a character'),
    })
  })

  test('has a job of the year 0 run now, as any of the past', async () => {
    expect(await asked('tenon.jobs.schedule("later", { at: "0000-01-01T00:00:00Z" })')).toHaveProperty('got.id')
  })

  test('is told which part of a filter is wrong, and what it may be', async () => {
    const where =
      '{ and: [{ field: "count", op: "gt", value: 1 }, { not: { field: "count", op: "between", value: 1 } }] }'
    const { code, message } = await asked(`tenon.records.find({ entity: "thing", where: ${where} })`)
    expect(code).toBe('VALIDATION')
    expect(message).toMatch(/records\.find are wrong at '\/where\/and\/1\/not\/op': expected one of 'eq', 'ne'/)
  })

  test('does not lose what its unawaited work was to do without a word', async () => {
    const { status, error } = await press(`(records, tenon) => records.map(async ({ id, values }) => {
      await tenon.records.update({ entity: 'thing', id, version: values.version, values: { count: 1 } }) })`)
    expect(status).toBe('failed')
    expect(error).toMatch(/entry 0 of the hook's list is a promise; use eachRecord\(\)/)
  })

  describe('beside another plugin, which gives good values after it,', () => {
    const NOWHERE = '01890000-0000-7000-8000-000000000000'
    const entity = (name: string) =>
      entityFile(name, {
        note: { fieldType: 'text' },
        count: { fieldType: 'integer' },
        code: { fieldType: 'text', unique: true },
        peer: { fieldType: 'reference', reference: { entity: name } },
      })

    const LABEL_OF_FIRST = { en: 'Stock', 'zh-CN': '库存' }

    /** Two plugins: the first has the entity and `code`, the second sets a note and depends on the first. */
    async function installPair(first: string, code: string) {
      const hook = (text: string) =>
        hooksFile(`{ entities: { ${first}: { beforeCreate: ${text}, beforeUpdate: ${text} } } }`)
      const [id, second] = [`${first}-one`, `${first}-two`]
      await opened.install(
        {
          'plugin.json': manifest(id, { label: LABEL_OF_FIRST }),
          [`entities/${first}.schema.json`]: entity(first),
          'hooks.ts': hook(code),
        },
        {
          'plugin.json': manifest(second, { dependencies: { [id]: '*' } }),
          'hooks.ts': hook('(records) => records.map(({ values }) => ({ ...values, note: "fine" }))'),
        },
      )
      return id
    }

    test.each([
      ['of another type', { name: 'bolt', changes: '{ count: "many" }', pointer: '/count' }],
      ['that refers to nothing', { name: 'cog', changes: `{ peer: "${NOWHERE}" }`, pointer: '/peer' }],
      ['that is taken already', { name: 'nut', changes: '{ code: "one" }', pointer: '/code' }],
    ])('is the one that is named where its value is one %s', async (_what, { name, changes, pointer }) => {
      const code = `(records) => records.map(({ values }) => (values.note === 'good' ? undefined : ${changes}))`
      const plugin = await installPair(name, code)
      const good = await opened.create(name, { note: 'good', code: 'one' })
      const bad = { code: 'PLUGIN_BAD_RETURN', plugin, problems: [{ pointer }] }
      await expect(opened.create(name, { name: 'x', code: 'two' })).rejects.toMatchObject({
        ...bad,
        message: expect.stringMatching(/^The rule of “Stock” for new records returned values that cannot be stored: /),
      })
      const inChinese = opened.create(name, { name: 'x', code: 'two' }, { ...opened.ctx, locale: 'zh-CN' })
      await expect(inChinese).rejects.toMatchObject({
        ...bad,
        message: expect.stringMatching(/^“库存”的新建规则返回了无法存储的值：[^a-z]/),
      })
      const other = await opened.create(name, { note: 'good', code: 'three' })
      await expect(opened.update(name, other, { name: 'y', note: 'bad' })).rejects.toMatchObject(bad)
      expect(await opened.find(name)).toHaveLength(2)
      expect(await opened.get(name, good)).toMatchObject({ code: 'one', note: 'fine' })
    })

    test('is not blamed for what whoever writes has sent, though it hands all of it back', async () => {
      await installPair('pin', '(records) => records.map(({ values }) => values)')
      await expect(opened.create('pin', { peer: NOWHERE })).rejects.toMatchObject({
        code: 'VALIDATION_FAILED',
        plugin: undefined,
        problems: [{ pointer: '/peer' }],
      })
    })
  })

  test.each([
    ['a status that there is not', '{ status: 99999 }', /at '\/status': .*599/],
    [
      'a header that browsers obey',
      '{ headers: { "Set-Cookie": "a=b" } }',
      /the header 'set-cookie' may not be set; there are content-type/,
    ],
    [
      'a header whose name is lines of the log',
      '{ headers: { "x\\r\\n\\u001b[2Jok: all is well": "y" } }',
      /the header 'x \ufffd\[2jok: all is well' may not be set/,
    ],
    ['two headers in one', '{ headers: { etag: "x\\r\\nset-cookie: a=b" } }', /at '\/headers\/etag': visible ASCII/],
    [
      'a page',
      '{ headers: { "content-type": "text/html" }, body: "<script>" }',
      /its content-type is 'text\/html'; only JSON/,
    ],
    ['a body where there is none', '{ status: 204, body: "x" }', /status 204 has no body/],
    ['too long a body', '{ body: "x".repeat(256 * 1024) + "y" }', /at '\/body': at most 262144 bytes|longer than/],
  ])('that answers the outside world with %s is refused, and its log says why', async (_what, answer, why) => {
    await opened.install({
      'plugin.json': manifest('answerer', {
        version: `1.0.${Math.trunc(performance.now() * 1000)}`,
        webhooks: [{ name: 'ask', label: { en: 'Ask' }, verify: 'token', mode: 'direct' }],
      }),
      'hooks.ts': hooksFile(`{ webhooks: { ask: () => (${answer}) } }`),
    })
    logged.length = 0
    const request = { method: 'POST' as const, query: {}, headers: {}, body: '' }
    const { signal } = new AbortController()
    const webhook = { tenant: opened.tenant, plugin: 'answerer', name: 'ask', mode: 'direct' as const }
    const asked = opened.tenon.pluginWork.acceptWebhook(webhook, { request, signal })
    await expect(asked).rejects.toMatchObject({ code: 'PLUGIN_BAD_RETURN', message: expect.stringMatching(why) })
    if (!answer.includes('repeat'))
      expect(logged).toEqual([expect.stringMatching(/^webhooks\.ask: Its answer may not go out/)])
  })

  test('whose refusals are longer than any answer may be is told so, and its records are not written', async () => {
    const problems = 'Array.from({ length: 100 }, () => ({ pointer: "/name", message: "x".repeat(1000) }))'
    const rejection = `{ [Symbol.for('tenon.rejection')]: true, message: 'no', problems: ${problems} }`
    await opened.install({
      'plugin.json': manifest('wordy'),
      'entities/word.schema.json': entityFile('word', {}),
      'hooks.ts': hooksFile(`{ entities: { word: { beforeCreate() { throw ${rejection} } } } }`),
    })
    const records = Array.from({ length: 100 }, (_, i) => ({ name: `w${i}` }))
    await expect(opened.tenon.createRecords(opened.ctx, { entity: 'word', records })).rejects.toMatchObject({
      ...{ code: 'PLUGIN_BAD_RETURN', plugin: 'wordy' },
      message: expect.stringContaining('the answers are longer than 1048576 characters of JSON'),
    })
    expect(await opened.find('word')).toEqual([])
  })

  test('that gives back all it was given has changed nothing of it, also where nobody may set that', async () => {
    const back = '(records) => records.map(({ values }) => ({ ...values, note: values.name + "!" }))'
    await opened.install({
      'plugin.json': manifest('echo'),
      'entities/sound.schema.json': entityFile('sound', {
        note: { fieldType: 'text' },
        number: { fieldType: 'sequence', sequence: { prefix: 'S-' } },
        loud: { fieldType: 'text', computedBy: 'loud' },
      }),
      'hooks.ts': hooksFile(`{
        computed: { loud: (records) => records.map(({ values }) => values.name.toUpperCase()) },
        entities: { sound: { beforeCreate: ${back}, beforeUpdate: ${back} } } }`),
    })
    const made = await opened.create('sound', { name: 'a' })
    const changed = await opened.update('sound', made, { name: 'b' })
    expect(changed).toMatchObject({ name: 'b', note: 'b!', number: made['number'], loud: 'B' })
    const forging = back.replace('note:', 'number: "S-9", note:')
    await opened.install({
      'plugin.json': manifest('forger', { dependencies: { echo: '*' } }),
      'hooks.ts': hooksFile(`{ entities: { sound: { beforeUpdate: ${forging} } } }`),
    })
    await expect(opened.update('sound', changed, { name: 'c' })).rejects.toMatchObject({
      ...{ code: 'PLUGIN_BAD_RETURN', plugin: 'forger', problems: [{ pointer: '/number' }] },
    })
  })

  test('that refuses its own install in such words leaves everything as it was', async () => {
    const files = {
      'plugin.json': manifest('refuser'),
      'entities/other.schema.json': entityFile('other', {}),
      'hooks.ts': hooksFile(`{ lifecycle: { onInstall() { throw new Error(${UNSTORABLE}) } } }`),
    }
    await expect(opened.install(files)).rejects.toMatchObject({
      code: 'PLUGIN_THREW',
      message: expect.stringMatching(/everything is as it was before: lifecycle\.onInstall \(plugin refuser/),
    })
    const installed = await opened.tenon.installedPackages(opened.tenant)
    expect(installed.map(({ manifest: { id } }) => id)).not.toContain('refuser')
    await expect(opened.create('other', { name: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  test('reads a page that is longer than an answer may be, learns what to ask for, and gets it so', async () => {
    await press('() => [{ message: "" }]')
    const records = Array.from({ length: 60 }, (_, i) => ({ name: `long ${i}`, note: 'y'.repeat(99_000) }))
    for (let i = 0; i < 60; i += 10) {
      await opened.tenon.createRecords(opened.ctx, { entity: 'thing', records: records.slice(i, i + 10) })
    }
    const where = '{ field: "name", op: "startsWith", value: "long" }'
    const told = await asked(`tenon.records.find({ entity: "thing", where: ${where}, limit: 200 })`)
    expect(told).toEqual({
      code: 'TOO_LARGE',
      message:
        "This page of 'thing' would be longer than 1048576 characters of JSON; ask for fewer 'fields', or with a smaller 'limit' page by page.",
    })
    const seen = 'then((page) => ({ count: page.records.length, more: page.nextCursor !== null }))'
    const withFields = (fields: string, limit: number) =>
      asked(`tenon.records.find({ entity: "thing", where: ${where}, limit: ${limit}, fields: ${fields} }).${seen}`)
    expect(await withFields('["note"]', 5)).toEqual({ got: { count: 5, more: true } })
    expect(await withFields('["count"]', 200)).toEqual({ got: { count: 60, more: false } })
  })

  test('finds what it gets, without titles, of an entity with a computed field as of one without, page by page', async () => {
    const fields = { note: { fieldType: 'text' }, peer: { fieldType: 'reference', reference: { entity: 'leaf' } } }
    const computed = { loud: { fieldType: 'text', computedBy: 'loud' } }
    const walk = `async ([{ id }], tenon) => {
      const said = []
      for (const entity of ['leaf', 'petal']) {
        let after
        do {
          const page = await tenon.records.find({ entity, limit: 2, count: true, ...(after && { after }) })
          for (const found of page.records) {
            const got = await tenon.records.get({ entity, id: found.id })
            if (JSON.stringify(found) !== JSON.stringify(got)) said.push([found, got])
          }
          said.push(page.records.length + ' of ' + page.count + ' ' + page.records.map((one) => '$labels' in one).join(' '))
          after = page.nextCursor
        } while (after)
      }
      return [{ message: JSON.stringify(said) }] }`
    const read = ['leaf', 'petal'].map((name) => `entity:${name}:read`)
    await opened.install({
      'plugin.json': manifest('gardener', {
        capabilities: read.map((capability) => ({ capability, reason: { en: 'For the tests.' } })),
        actions: [{ name: 'go', label: { en: 'Go' }, entity: 'leaf', places: ['record'] }],
      }),
      'entities/leaf.schema.json': entityFile('leaf', fields),
      'entities/petal.schema.json': entityFile('petal', { ...fields, ...computed }),
      'hooks.ts': hooksFile(
        `{ computed: { loud: (records) => records.map(({ values }) => values.name.toUpperCase()) }, actions: { go: ${walk} } }`,
      ),
    })
    const { id } = await opened.create('leaf', { name: 'one' })
    for (const entity of ['leaf', 'petal', 'petal', 'petal']) await opened.create(entity, { name: 'two', peer: id })
    const { actions } = opened.tenon.services
    const run = await actions.run(opened.ctx, { plugin: 'gardener', action: 'go', ids: [id] })
    const ended = await vi.waitFor(
      async () => {
        const now = await actions.get(opened.ctx, { id: run.id })
        expect(now.status).not.toBe('running')
        return now
      },
      { timeout: 20_000, interval: 50 },
    )
    expect(ended).toMatchObject({ status: 'done', error: null })
    expect(JSON.parse(ended.message ?? '[]')).toEqual(['2 of 2 false false', '2 of 3 false false', '1 of 3 false'])
  })
})
