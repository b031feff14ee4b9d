import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { expect, test } from 'vitest'
import { openLiveStream } from '../../../core/src/api/open-live-stream.ts'
import type { Actor, RequestContext } from '../../../core/src/context/request-context.ts'
import { compileModel } from '../../../core/src/model/compile-model.ts'
import type { Verdict } from '../../../core/src/records/judge-changes.ts'
import { makeDocument, viewOf } from './test-model.ts'

const CHANGE = {
  type: 'record.updated',
  entity: 'contact',
  recordId: '01a201c6-0caa-7a7f-bbeb-4fa2af7471d4',
  version: 2,
  actor: 'user:01a201c6-0d8f-735e-8c1f-aa0c204c69e1',
} satisfies LiveMessage

const CUSTOMER = {
  kind: 'customer',
  id: CHANGE.recordId,
  name: 'Ada',
  site: 'shop',
  subject: { entity: 'contact', id: CHANGE.recordId },
  scopes: ['customer:read'],
} as Actor
const STAFF = { kind: 'user', id: '01a201c6-0d8f-735e-8c1f-aa0c204c69e1', name: 'Sam', roles: ['staff'] } as Actor

/** What a listener of this kind reads first of these messages. */
async function hear(
  actor: Actor,
  messages: LiveMessage[] = [CHANGE],
  judge: (recordId: string) => Verdict = () => 'shown',
): Promise<unknown> {
  const listeners: Array<(message: LiveMessage) => void> = []
  const services = {
    model: { view: async () => viewOf(makeDocument(), 1) },
    records: { get: async () => ({ id: CHANGE.recordId, version: 2 }) },
  }
  const ctx = { actor, tenant: { schema: 't' }, signal: new AbortController().signal } as unknown as RequestContext
  const stream = await openLiveStream(ctx, {
    services: services as never,
    models: { get: async () => compileModel(makeDocument(), 1) },
    subscribeLive: (_, listener) => {
      listeners.push(listener)
      return () => undefined
    },
    identify: async () => ({ actor, tenant: ctx.tenant, expiresAt: null }),
    onRightsChange: () => () => undefined,
    readSight: async () => ({ model: 1, text: 'everything', turned: false }),
    readableEntities: async () => new Set(Object.keys(viewOf(makeDocument(), 1).entities)),
    judgeRecords: async (_ctx, _followed, ids) => new Map([...ids].map((id) => [id, judge(id)])),
    inTurn: (work) => work(),
    readMissed: async () => null,
    judgeChange: async (_ctx, _followed, recordId) => judge(recordId),
    ...{ followed: null, lastId: undefined, socket: null },
    expiresAt: null,
    ending: new AbortController().signal,
  })
  for (const message of messages) for (const listener of listeners) listener(message)
  for await (const chunk of stream) {
    const data = /^data: (.*)$/m.exec(String(chunk))?.[1]
    if (data !== undefined) return JSON.parse(data)
  }
  return undefined
}

test('staff learn by the live stream who changed a record', async () => {
  expect(await hear(STAFF)).toEqual(CHANGE)
})

test('staff do not learn that a record changed which is not for their eyes', async () => {
  const seen = { ...CHANGE, recordId: '01a201c6-0caa-7a7f-bbeb-4fa2af7471d5' }
  const judge = (recordId: string): Verdict => (recordId === seen.recordId ? 'shown' : 'hidden')
  expect(await hear(STAFF, [CHANGE, seen], judge)).toEqual(seen)
})

test('of a request for approval of a move only those hear who may read the record', async () => {
  const approval = {
    type: 'approval.changed',
    entity: CHANGE.entity,
    record: CHANGE.recordId,
    approval: 'one',
  } as const
  const seen = { ...approval, record: '01a201c6-0caa-7a7f-bbeb-4fa2af7471d5', approval: 'other' }
  const judge = (recordId: string): Verdict => (recordId === seen.record ? 'shown' : 'hidden')
  expect(await hear(STAFF, [approval, seen], judge)).toEqual(seen)
})

test('staff who might have read it learn that a record was deleted', async () => {
  const deleted = { ...CHANGE, type: 'record.deleted' } satisfies LiveMessage
  expect(await hear(STAFF, [deleted], () => 'left')).toEqual(deleted)
})

test('an end customer learns that an own record changed, not which of the staff changed it', async () => {
  expect(await hear(CUSTOMER)).toEqual({ ...CHANGE, actor: '' })
})

test('how far an action is, is told to whoever started it and to nobody else', async () => {
  const progress = {
    ...{ type: 'action.progress', run: CHANGE.recordId, actor: `user:${STAFF.id}`, status: 'running' },
    ...{ total: 3, done: 1, refused: 0, message: null },
  } satisfies LiveMessage
  expect(await hear(STAFF, [progress, CHANGE])).toEqual(progress)
  expect(await hear({ ...STAFF, id: '01a201c6-0d8f-735e-8c1f-aa0c204c69e2' } as Actor, [progress, CHANGE])).toEqual(
    CHANGE,
  )
  expect(await hear({ ...STAFF, kind: 'apiKey' } as Actor, [progress, CHANGE])).toEqual(CHANGE)
  expect(await hear(CUSTOMER, [{ ...progress, actor: `customer:${CUSTOMER.id}x` }, CHANGE])).toEqual({
    ...CHANGE,
    actor: '',
  })
})

test('staff learn that records of an entity were recalculated; end customers, to whom it says nothing of their own, do not', async () => {
  const recalculated: LiveMessage = { type: 'records.recalculated', entity: 'contact' }
  expect(await hear(STAFF, [recalculated, CHANGE])).toEqual(recalculated)
  expect(await hear(STAFF, [{ ...recalculated, entity: 'secret' }, CHANGE])).toEqual(CHANGE)
  expect(await hear(CUSTOMER, [recalculated, CHANGE])).toEqual({ ...CHANGE, actor: '' })
})

test('who has a record open is told to people who have it open themselves, and to nobody else', async () => {
  const person = (actor: string) => ({ actor, name: actor, state: 'viewing' as const })
  const changed = (...people: string[]): LiveMessage => ({
    type: 'presence.changed',
    of: { entity: 'contact', id: CHANGE.recordId },
    people: people.map(person),
  })
  const [own, other] = [`user:${STAFF.id}`, 'user:01a201c6-0d8f-735e-8c1f-aa0c204c69e2']
  expect(await hear(STAFF, [changed(own, other)])).toEqual(changed(own, other))
  // What comes first here is the message after it.
  expect(await hear(STAFF, [changed(other), CHANGE])).toMatchObject({ type: 'record.updated' })
  // Whoever has lost sight of the record since is told no more.
  const hidden = (recordId: string): Verdict => (recordId === CHANGE.recordId ? 'hidden' : 'shown')
  const next = { ...CHANGE, recordId: '01a201c6-0d8f-735e-8c1f-aa0c204c69e3' }
  expect(await hear(STAFF, [changed(own, other), next], hidden)).toMatchObject({ recordId: next.recordId })
  const customer = `customer:${CUSTOMER.id}`
  expect(await hear(CUSTOMER, [changed(own, customer), CHANGE])).toMatchObject({ type: 'record.updated' })
})
