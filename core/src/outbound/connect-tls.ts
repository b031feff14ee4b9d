import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction, type TcpNetConnectOpts } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'

export interface Connection {
  /** Whose certificate must be shown. */
  host: string
  /** Where to connect: nowhere else. */
  addresses: readonly string[]
}

/** Gives a connection over which the host has proved who it is. */
export type ConnectTls = (to: Connection, signal: AbortSignal) => Promise<TLSSocket>

type TlsOptions = ConnectionOptions & Pick<TcpNetConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'>

const PORT = 443
/** More are not tried, however many a name server gives. */
const MAX_ADDRESSES = 8
const NEXT_ADDRESS_MS = 1_000

/**
 * `trust` says whose certificates count, instead of those that the machine trusts, and may lead elsewhere; that the
 * certificate is checked, and for which name, cannot be changed.
 */
export function makeConnectTls(trust: Pick<ConnectionOptions, 'ca' | 'host' | 'port'> = {}): ConnectTls {
  return ({ host, addresses }, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const options: TlsOptions = {
        host,
        port: PORT,
        lookup: given(addresses.slice(0, MAX_ADDRESSES)),
        autoSelectFamily: true,
        autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
        ...trust,
        servername: host,
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
        // Said outright, because an environment variable of Node could say otherwise.
        rejectUnauthorized: true,
      }
      const socket = connect(options)
      const abort = () => socket.destroy(new Error('aborted'))
      signal.addEventListener('abort', abort, { once: true })
      socket.once('close', () => signal.removeEventListener('abort', abort))
      socket.once('secureConnect', () => resolve(socket))
      // Stays for the whole life of the connection: an error after this promise is settled must not be unheard.
      socket.on('error', reject)
    })
}

/** Answers with the addresses that were checked, whatever it is asked for: a name is never looked up a second time. */
function given(addresses: readonly string[]): LookupFunction {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, _options, answer) => answer(null, found)
}
