import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { PackedPlugin } from '../plugins/packed-plugin.ts'
import type { Trust } from '../plugins/plugin-signature.ts'
import { readTrustList, type TrustList } from '../plugins/trust-list.ts'

/** The list that was named, that of TENON_TRUST, or `trusted-keys.json` in the data folder; else nobody is trusted. */
export async function findTrustList(given: string | undefined): Promise<TrustList> {
  const named = given ?? process.env['TENON_TRUST']
  if (named !== undefined) return readTrustList(named)
  const kept = join(resolve(process.env['TENON_FOLDER'] ?? '.tenon'), 'trusted-keys.json')
  return existsSync(kept) ? readTrustList(kept) : { keys: [] }
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
