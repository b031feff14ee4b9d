import { expect, test } from 'vitest'
import { makeConnectTls } from '../../../core/src/outbound/connect-tls.ts'
import { AUTHORITY, useInternet } from './open-internet.ts'

const open = useInternet()
const signal = new AbortController().signal

test.each([
  [['127.0.0.1']],
  // Nobody listens at the first.
  [['127.0.0.2', '127.0.0.1']],
  [['::1', '127.0.0.1']],
])('a name that resolves to nothing is connected at the addresses given, %j', async (addresses) => {
  const { port } = await open({})
  const socket = await makeConnectTls({ ca: AUTHORITY, port })({ host: 'allowed.example', addresses }, signal)
  expect(socket.remoteAddress).toBe('127.0.0.1')
  expect(socket.authorized).toBe(true)
  socket.destroy()
})

test('the certificate must be for the host, though the connection is to an address', async () => {
  const { port } = await open({})
  const connect = makeConnectTls({ ca: AUTHORITY, port })
  const connecting = connect({ host: 'unnamed.example', addresses: ['127.0.0.1'] }, signal)
  await expect(connecting).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

test('without an authority of its own it trusts those of the machine alone', async () => {
  const { port } = await open({})
  const connecting = makeConnectTls({ port })({ host: 'allowed.example', addresses: ['127.0.0.1'] }, signal)
  await expect(connecting).rejects.toThrow(/certificate/)
})
