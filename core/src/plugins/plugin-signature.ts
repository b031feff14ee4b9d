import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { type PackedPlugin, signedText } from './packed-plugin.ts'
import type { TrustList } from './trust-list.ts'

const PREFIX = 'ed25519:'

/** Who vouches for a package: a key of the trust list, or nobody that is trusted. */
export type Trust = { kind: 'trusted'; names: string[] } | { kind: 'untrusted'; keys: string[] } | { kind: 'unsigned' }

/** A new pair: the private key as PEM (PKCS #8), the public one as `ed25519:…`. */
export function makeSigningKey(): { privateKey: string; key: string } {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  return { privateKey: pem, key: publicKeyOf(pem) }
}

/** Adds a signature, in the place of an older one by the same key. Throws PLUGIN_INVALID where the key is none. */
export function signPackage(packed: PackedPlugin, { privateKey, name }: { privateKey: string; name: string }) {
  const key = publicKeyOf(privateKey)
  const signature = sign(null, signedText(packed), createPrivateKey(privateKey)).toString('base64url')
  const others = packed.signatures.filter((known) => known.key !== key)
  return { ...packed, signatures: [...others, { name, key, signature }] }
}

/** What a signature is over, and the signatures. */
type SignedPart = Pick<PackedPlugin, 'id' | 'version' | 'integrity' | 'signatures'>

/**
 * Whether a package whose parts match their hashes is vouched for.
 * Throws PLUGIN_INVALID for a signature that is not of this package: somebody tampered with it.
 */
export function checkSignatures(packed: SignedPart, { keys }: TrustList, locale: Locale = 'en'): Trust {
  const wrong = packed.signatures.find((signature) => !isGenuine(packed, signature))
  if (wrong !== undefined) {
    const whose = `'${wrong.name}' (${wrong.key})`
    const problem = {
      en: `The signature of ${whose} is not of this ${packed.id} ${packed.version}: the package or the signature was changed.`,
      'zh-CN': `${whose} 的签名不属于此 ${packed.id} ${packed.version}：插件包或签名已被更改。`,
    }
    throw new TenonError({ code: 'PLUGIN_INVALID', message: textIn(problem, locale), plugin: packed.id })
  }
  const signers = packed.signatures.map(({ key }) => key)
  if (signers.length === 0) return { kind: 'unsigned' }
  const names = keys.filter(({ key }) => signers.includes(key)).map(({ name }) => name)
  return names.length > 0 ? { kind: 'trusted', names } : { kind: 'untrusted', keys: signers }
}

function isGenuine(packed: SignedPart, { key, signature }: PackedPlugin['signatures'][number]): boolean {
  if (!key.startsWith(PREFIX)) return false
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.slice(PREFIX.length) }
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
    return verify(null, signedText(packed), publicKey, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

function publicKeyOf(privateKey: string): string {
  try {
    const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' })
    if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined) return `${PREFIX}${x}`
  } catch {
    // Told below, without repeating what may be a secret.
  }
  throw operatorError('PLUGIN_INVALID', {
    en: "The key is no private Ed25519 key in PEM form, as 'tenon plugin keygen' makes them.",
    'zh-CN': '该密钥不是 PEM 形式的 Ed25519 私钥；“tenon plugin keygen”可以生成。',
  })
}
