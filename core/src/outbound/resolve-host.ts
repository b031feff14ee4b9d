import { Resolver } from 'node:dns/promises'

/** All addresses of a host name. Throws where it has none. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<string[]>

const TRY_MS = 1_500
const TRIES = 2

/**
 * Asks the name servers of this machine (or those given), not its `hosts` file, and keeps nothing. Does without
 * `getaddrinfo`, which would let name servers that do not answer take up the threads that files and compression need.
 */
export function makeResolveHost({ servers }: { servers?: readonly string[] } = {}): ResolveHost {
  return async (host, signal) => {
    signal.throwIfAborted()
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES })
    if (servers !== undefined) resolver.setServers(servers)
    const cancel = () => resolver.cancel()
    signal.addEventListener('abort', cancel)
    try {
      const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
      if (four.status === 'rejected' && six.status === 'rejected') throw four.reason
      return [four, six].flatMap((found) => (found.status === 'fulfilled' ? found.value : []))
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
}
