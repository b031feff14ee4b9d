import type { FollowedMessage } from '@tenon/sdk/contract/record-event'
import { expect, test } from 'vitest'
import { createTenonClient } from '../../sdk/src/client/create-tenon-client.ts'
import { followRecords } from '../../sdk/src/client/follow-records.ts'

const CHANGE = { type: 'record.updated', entity: 'deal', recordId: 'r', version: 2, actor: 'user:u' }

/** A server whose streams each say this and break off. */
function server(...streams: Array<string | number>) {
  const asked: Array<{ url: string; lastId: string | null }> = []
  const send = async (url: unknown, init: RequestInit = {}) => {
    asked.push({ url: String(url), lastId: new Headers(init.headers).get('last-event-id') })
    const next = streams.shift()
    if (typeof next === 'number')
      return Response.json({ code: 'FORBIDDEN', message: 'No.', problems: [] }, { status: next })
    if (next !== undefined) return new Response(next)
    return new Response(new ReadableStream())
  }
  return { asked, options: { baseUrl: 'https://crm.example', fetch: send as typeof fetch } }
}

test('a stream that breaks is opened again with the id of the last message, wherever its chunks end', async () => {
  const { asked, options } = server(`: connected\n\nid: e1\ndata: ${JSON.stringify(CHANGE)}\n\n`)
  const heard: FollowedMessage[] = []
  const stop = followRecords(
    options,
    { entity: 'deal', where: { field: 'amount', op: 'gt', value: 1 } },
    (message) => void heard.push(message),
  )
  await expect.poll(() => asked.length, { timeout: 5_000 }).toBe(2)
  stop()
  expect(heard).toEqual([CHANGE])
  expect(asked.map(({ lastId }) => lastId)).toEqual([null, 'e1'])
  expect(new URL(asked[0]?.url ?? '').searchParams.get('where')).toBe('{"field":"amount","op":"gt","value":1}')
})

test('after a break before the first message there is nothing to ask for: the list is to be read again', async () => {
  const { options } = server(': connected\n\n')
  const heard: FollowedMessage[] = []
  const stop = followRecords(options, { entity: 'deal' }, (message) => void heard.push(message))
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([{ type: 'live.missed' }])
  stop()
})

test('a refusal ends it, and is told', async () => {
  const { asked, options } = server(403)
  const refused = await new Promise((resolve) => {
    followRecords(options, { entity: 'deal', onRefused: resolve }, () => expect.unreachable('nothing is heard'))
  })
  expect(refused).toMatchObject({ code: 'FORBIDDEN' })
  expect(asked).toHaveLength(1)
})

test('whoever follows everything and is told to read again re-reads as after a break, with no message of it', async () => {
  const { options } = server(`data: {"type":"live.missed"}\n\ndata: ${JSON.stringify(CHANGE)}\n\n`)
  const heard: unknown[] = []
  let again = 0
  const client = createTenonClient(options)
  const onReconnect = () => {
    again += 1
  }
  const stop = client.live((message) => void heard.push(message), { onReconnect })
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual([CHANGE])
  expect(again).toBe(1)
  stop()
})
