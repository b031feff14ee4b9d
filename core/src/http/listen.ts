import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance } from 'fastify'

interface ListenAddress {
  host: string
  port: number
}

/**
 * Opens the port. Resolves to the port in use, which differs from the asked-for one only for 0.
 * @throws TenonError CONFIG_INVALID where the port is taken or may not be opened
 */
export async function listen(app: FastifyInstance, { host, port }: ListenAddress): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new TenonError({ code: 'CONFIG_INVALID', message: explain(cause, { host, port }), cause })
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function explain(cause: unknown, { host, port }: ListenAddress): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken by another program: stop that one, or choose another port with TENON_PORT.`
  }
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: choose one above 1023 with TENON_PORT.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `'${host}' is not an address of this machine: choose another with TENON_HOST.`
  }
  return `The server could not listen on ${host}:${port}: ${String(cause)}`
}
