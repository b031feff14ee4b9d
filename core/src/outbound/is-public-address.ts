import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All of IPv6 that is given out to the world so far. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3')

/** Answers on every machine in that cloud with what only its owner is to see, though the address looks like any other. */
const AZURE_HOST_AGENT = '168.63.129.16'

/**
 * True for an address of one machine on the public internet. False for everything that IANA keeps for special purposes,
 * for the forms in which IPv6 carries an IPv4 address, and for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%') || text === AZURE_HOST_AGENT) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST)
}
