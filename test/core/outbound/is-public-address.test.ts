import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPublicAddress } from '../../../core/src/outbound/is-public-address.ts'

/** IANA's registries of special-purpose addresses, and what else is not one machine on the public internet. */
const SPECIAL_4 = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private use'],
  ['100.64.0.0/10', 'shared with carriers'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private use'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.0.0/29', 'IPv4 service continuity'],
  ['192.0.0.8/32', 'dummy'],
  ['192.0.0.9/32', 'port control anycast'],
  ['192.0.0.10/32', 'TURN anycast'],
  ['192.0.0.170/31', 'NAT64 discovery'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private use'],
  ['192.175.48.0/24', 'AS112 delegation'],
  ['198.18.0.0/15', 'benchmarks'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['255.255.255.255/32', 'broadcast'],
] as const
const SPECIAL_6 = [
  ['::/3', 'the lowest eighth, of which nothing is given out'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'IPv4-compatible'],
  ['::ffff:0:0/96', 'IPv4-mapped'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['64:ff9b::/96', 'translation of IPv4'],
  ['64:ff9b:1::/48', 'translation of IPv4, local'],
  ['100::/64', 'discard'],
  ['100:0:0:1::/64', 'dummy'],
  ['2001::/23', 'protocol assignments'],
  ['2001::/32', 'Teredo'],
  ['2001:1::1/128', 'port control anycast'],
  ['2001:1::2/128', 'TURN anycast'],
  ['2001:1::3/128', 'DNS-SD anycast'],
  ['2001:2::/48', 'benchmarks'],
  ['2001:3::/32', 'AMT'],
  ['2001:4:112::/48', 'AS112'],
  ['2001:10::/28', 'ORCHID'],
  ['2001:20::/28', 'ORCHID 2'],
  ['2001:30::/28', 'drone remote ID'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'AS112 delegation'],
  ['3fff::/20', 'documentation'],
  ['4000::/2', 'not given out'],
  ['5f00::/16', 'segment routing'],
  ['8000::/1', 'not given out, unique local, link-local, multicast'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
] as const

const SPECIAL = { ipv4: blockList(SPECIAL_4, 'ipv4'), ipv6: blockList(SPECIAL_6, 'ipv6') }

function blockList(blocks: ReadonlyArray<readonly [block: string, name: string]>, family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const [block] of blocks) {
    const [net = '', length = ''] = block.split('/')
    list.addSubnet(net, Number(length), family)
  }
  return list
}

const written4 = (value: bigint) => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
const written6 = (value: bigint) =>
  Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':')

function bits(net: string): bigint {
  if (!net.includes(':')) return net.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head = '', tail = ''] = net.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n)
}

test.each([...SPECIAL_4, ...SPECIAL_6])(
  'no address of %s (%s) is public: not the first, not the last, none between',
  (block) => {
    const [net = '', length = ''] = block.split('/')
    const [width, write] = net.includes(':') ? [128n, written6] : ([32n, written4] as const)
    const size = 1n << (width - BigInt(length))
    const first = bits(net)
    fc.assert(
      fc.property(fc.bigInt(0n, size - 1n), (offset) => !isPublicAddress(write(first + offset))),
      { examples: [[0n], [size - 1n]], numRuns: 50 },
    )
  },
)

test('any address is public exactly when it lies in none of the special blocks', () => {
  const either = fc.oneof(
    fc.bigInt(0n, (1n << 32n) - 1n).map((value) => [written4(value), 'ipv4'] as const),
    fc.bigInt(0n, (1n << 128n) - 1n).map((value) => [written6(value), 'ipv6'] as const),
    fc.bigInt(0n, (1n << 125n) - 1n).map((value) => [written6((1n << 125n) + value), 'ipv6'] as const),
  )
  fc.assert(
    fc.property(either, ([address, family]) => isPublicAddress(address) === !SPECIAL[family].check(address, family)),
    { numRuns: 2_000 },
  )
})

test.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001:829::200e'])(
  '%s is public',
  (address) => expect(isPublicAddress(address)).toBe(true),
)

test.each([
  '',
  'localhost',
  '0x7f.1',
  '127.1',
  '2130706433',
  '0177.0.0.1',
  '1.1.1.1 ',
  '1.1.1.1:443',
  '[::1]',
  'fe80::1%eth0',
  '2606:4700::1%lo',
  '::ffff:127.0.0.1',
  '::ffff:1.1.1.1',
  '64:ff9b::8.8.8.8',
  '168.63.129.16',
])('%j is not public', (address) => expect(isPublicAddress(address)).toBe(false))
