import type { SignatureVerdict } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CatalogueEntry } from './catalogue.ts'
import { checkSignatures, type Trust } from './plugin-signature.ts'
import type { TrustList } from './trust-list.ts'

/** As admins see it: names from the server's own list, never what a package says of its signer. */
export function signatureVerdict(trust: Trust): SignatureVerdict {
  return { kind: trust.kind, names: trust.kind === 'trusted' ? trust.names : [] }
}

/**
 * Who vouches for a catalogue's package, by its index. A signature that is not the package's counts as none that is
 * trusted; reading the package tells more.
 */
export function entryVerdict(
  id: string,
  { version, integrity, signatures }: CatalogueEntry,
  trust: TrustList,
): SignatureVerdict {
  if (integrity === undefined || signatures === undefined) return { kind: 'unknown', names: [] }
  try {
    return signatureVerdict(checkSignatures({ id, version, integrity, signatures }, trust))
  } catch (error) {
    if (error instanceof TenonError) return { kind: 'untrusted', names: [] }
    throw error
  }
}
