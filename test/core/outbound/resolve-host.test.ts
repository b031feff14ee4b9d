import { createSocket } from 'node:dgram'
import { hostname } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { makeResolveHost } from '../../../core/src/outbound/resolve-host.ts'

type Answer = (type: 'A' | 'AAAA') => Buffer[] | 'silence' | 'no such name'

const V4 = 1
const address4 = (text: string) => Buffer.from(text.split('.').map(Number))
const LOOPBACK_6 = Buffer.from([...Array<number>(15).fill(0), 1])

/** A name server on this machine that says what the test wants; gives its address and counts what it was asked. */
async function openNameServer(answer: Answer) {
  const socket = createSocket('udp4')
  let asked = 0
  socket.on('message', (query, { port, address }) => {
    asked += 1
    const type = query.readUInt16BE(query.indexOf(0, 12) + 1) === V4 ? 'A' : 'AAAA'
    const found = answer(type)
    if (found !== 'silence') socket.send(reply(query, type, found), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void socket.close())
  return { server: `127.0.0.1:${socket.address().port}`, asked: () => asked }
}

function reply(query: Buffer, type: 'A' | 'AAAA', found: Buffer[] | 'no such name'): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const addresses = found === 'no such name' ? [] : found
  const header = Buffer.from([
    0,
    0,
    0x81,
    found === 'no such name' ? 0x83 : 0x80,
    0,
    1,
    0,
    addresses.length,
    0,
    0,
    0,
    0,
  ])
  query.copy(header, 0, 0, 2)
  const records = addresses.map((data) =>
    Buffer.concat([Buffer.from([0xc0, 12, 0, type === 'A' ? V4 : 28, 0, 1, 0, 0, 0, 60, 0, data.length]), data]),
  )
  return Buffer.concat([header, question, ...records])
}

const signal = new AbortController().signal

test('all addresses of a name are given, of both families', async () => {
  const { server } = await openNameServer((type) =>
    type === 'A' ? [address4('93.184.216.34'), address4('10.0.0.1')] : [LOOPBACK_6],
  )
  const found = await makeResolveHost({ servers: [server] })('allowed.example', signal)
  expect(found).toEqual(['93.184.216.34', '10.0.0.1', '::1'])
})

test('a name with addresses of one family is enough', async () => {
  const { server } = await openNameServer((type) => (type === 'A' ? [address4('93.184.216.34')] : 'no such name'))
  expect(await makeResolveHost({ servers: [server] })('allowed.example', signal)).toEqual(['93.184.216.34'])
})

test('a name that nobody has is an error', async () => {
  const { server } = await openNameServer(() => 'no such name')
  const resolving = makeResolveHost({ servers: [server] })('allowed.example', signal)
  await expect(resolving).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

test('what this machine calls itself is asked of the name servers like any other name', async () => {
  const { server, asked } = await openNameServer(() => 'no such name')
  await expect(makeResolveHost({ servers: [server] })(hostname(), signal)).rejects.toThrow()
  expect(asked()).toBeGreaterThan(0)
})

test('name servers that do not answer are given up when the request is', async () => {
  const { server } = await openNameServer(() => 'silence')
  const call = new AbortController()
  setTimeout(() => call.abort(), 100)
  const started = performance.now()
  const resolving = makeResolveHost({ servers: [server] })('allowed.example', call.signal)
  await expect(resolving).rejects.toMatchObject({ code: 'ECANCELLED' })
  expect(performance.now() - started).toBeLessThan(2_500)
})
