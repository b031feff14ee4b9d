import { type AfterHookContext, definePlugin, eachRecord, type JsonValue, reject } from '@tenon/sdk/plugin'

/** What the code has done, one record per deed: tests read it like anything else. */
async function note(tenon: AfterHookContext, code: string, about: JsonValue): Promise<void> {
  const values = { code, state: 'note', note: JSON.stringify(about) }
  await tenon.records.create({ entity: 'parcel', values })
}

async function markDelivered(tenon: AfterHookContext, code: string): Promise<void> {
  const where = { field: 'code', op: 'eq', value: code } as const
  const { records } = await tenon.records.find({ entity: 'parcel', where, limit: 1 })
  for (const { id, version } of records) {
    await tenon.records.update({ entity: 'parcel', id, version, values: { state: 'delivered' } })
  }
}

function codeOf(body: string): string {
  const parsed: unknown = JSON.parse(body)
  return typeof parsed === 'object' && parsed !== null && 'code' in parsed ? String(parsed.code) : ''
}

export const plugin = definePlugin({
  entities: {
    parcel: {
      afterCreate: eachRecord(async ({ id, values }, tenon: AfterHookContext) => {
        if (values['state'] === 'sent' && id !== null) {
          await tenon.jobs.schedule('remind', { data: { id }, afterSeconds: 86_400, key: id })
        }
        if (values['state'] === 'arrived') await tenon.events.emit('arrived', { code: String(values['code']) })
      }),
      afterUpdate: eachRecord(async ({ id, values }, tenon: AfterHookContext) => {
        if (values['state'] === 'delivered' && id !== null) await tenon.jobs.cancel(id)
      }),
    },
  },
  jobs: {
    async remind(data, tenon) {
      await note(tenon, `remind ${tenon.eventId}`, data)
    },
    async wobbly(_, tenon) {
      const attempt = await tenon.kv.increment(`wobbly ${tenon.eventId}`)
      if (attempt < 3) throw new Error(`attempt ${attempt} fails`)
      await note(tenon, `wobbly ${tenon.eventId}`, attempt)
    },
  },
  schedules: {
    async findLost({ scheduledFor }, tenon) {
      await note(tenon, `lost ${scheduledFor}`, tenon.eventId)
    },
  },
  webhooks: {
    async delivered({ body }, tenon) {
      await markDelivered(tenon, codeOf(body))
    },
    async quote(request) {
      if (codeOf(request.body) === '') reject('Which parcel?')
      return {
        status: 201,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ price: 5, seen: Object.keys(request.headers).sort() }),
      }
    },
    challenge: ({ query }) => ({ body: query['challenge'] ?? '' }),
  },
  events: {
    async 'parcel.arrived'(event, tenon) {
      await note(tenon, `arrived ${event.id}`, event.payload)
    },
  },
  lifecycle: {
    async onInstall(change, tenon) {
      await note(tenon, 'installed', { ...change })
    },
  },
})
