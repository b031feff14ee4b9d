import type { IncomingMessage } from 'node:http'
import { readTarget, type TargetRules } from './read-target.ts'
import type { Hop } from './send-request.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])
const OF_THE_BODY = ['content-type', 'content-language', 'content-encoding', 'content-location']

export interface RedirectRules extends Pick<TargetRules, 'mayReach' | 'locale'> {
  /** Names of headers that are for the first host alone, besides `authorization`. */
  confidential: readonly string[]
}

/**
 * The request that an answer redirects to, by the rules of fetch; null where it is no redirect. Another host gets
 * neither `authorization` nor what is confidential.
 * @throws TenonError NET_DENIED for an address that may not be asked
 */
export function nextHop(hop: Hop, { statusCode = 0, headers }: IncomingMessage, rules: RedirectRules): Hop | null {
  const { mayReach, locale, confidential } = rules
  if (!REDIRECTS.has(statusCode) || headers.location === undefined) return null
  // Where a secret went along, the answer may hold it, and with it the place that the answer names.
  const from = { url: hop.url, named: confidential.length === 0 }
  const url = readTarget(headers.location, { mayReach, locale, from })
  const withoutBody = hop.method !== 'GET' && (statusCode === 303 || (statusCode < 303 && hop.method === 'POST'))
  const dropped = [
    ...(withoutBody ? OF_THE_BODY : []),
    ...(url.hostname === hop.url.hostname ? [] : ['authorization', ...confidential]),
  ]
  return {
    url,
    method: withoutBody ? 'GET' : hop.method,
    body: withoutBody ? undefined : hop.body,
    headers: Object.fromEntries(Object.entries(hop.headers).filter(([name]) => !dropped.includes(name))),
  }
}
