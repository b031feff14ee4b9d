import { resolve } from 'node:path'
import { findTrustList } from '../plugins/find-trust-list.ts'
import type { PackedPlugin } from '../plugins/packed-plugin.ts'
import type { Trust } from '../plugins/plugin-signature.ts'
import type { TrustList } from '../plugins/trust-list.ts'

/** The list that was named, that of TENON_TRUST, or `trusted-keys.json` in the data folder; else nobody is trusted. */
export function trustListFor(given: string | undefined): Promise<TrustList> {
  const file = given ?? (process.env['TENON_TRUST'] || undefined)
  return findTrustList({ file, folder: resolve(process.env['TENON_FOLDER'] ?? '.tenon') })
}

export function describeTrust({ id, version }: PackedPlugin, trust: Trust): string {
  switch (trust.kind) {
    case 'trusted':
      return `It is signed by ${trust.names.join(', ')}, whom the trust list names.`
    case 'untrusted':
      return `${id} ${version} is signed by ${trust.keys.join(', ')}, which is not in the trust list.`
    case 'unsigned':
      return `${id} ${version} is not signed.`
  }
}
