import { isIPv6 } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { readLocale } from '../identity/read-locale.ts'
import { rateLimited } from './rate-limited.ts'
import { makeTokenBucket } from './token-bucket.ts'

/** Has an address refused that asks the API more often than `perMinute`, before anything is looked at or read. */
export function limitAddresses(app: FastifyInstance, perMinute: number | null): void {
  if (perMinute === null) return
  const take = makeTokenBucket(perMinute)
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/')) return
    const wait = take(networkOf(request.ip))
    if (wait !== null) throw rateLimited(readLocale(request.headers['accept-language']), wait)
  })
}

/** Whoever has one IPv6 address has a whole /64 network of them. */
function networkOf(ip: string): string {
  if (!isIPv6(ip) || ip.startsWith('::ffff:')) return ip
  const [head = '', tail] = ip.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter((group) => group !== '').length
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')].slice(0, 4).join(':')
}
