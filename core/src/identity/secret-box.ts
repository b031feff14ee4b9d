import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

/** Encrypts short secrets for rest in the database. */
export interface SecretBox {
  seal(secret: string): string
  /** @throws TenonError CONFIG_INVALID when the text was sealed with another key or changed */
  open(sealed: string): string
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM under the server's key.
 * @param secretKey 32 bytes as base64
 * @throws TenonError CONFIG_INVALID for a key of another length
 */
export function makeSecretBox(secretKey: string): SecretBox {
  const key = Buffer.from(secretKey, 'base64')
  if (key.length !== KEY_BYTES) {
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: `The server's secret key has ${key.length} bytes; it must be ${KEY_BYTES} random bytes as base64.`,
    })
  }
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const content = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `v1:${Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64')}`
    },
    open: (sealed) => open(key, sealed),
  }
}

function open(key: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed.replace(/^v1:/, ''), 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const content = bytes.subarray(NONCE_BYTES + TAG_BYTES)
    return Buffer.concat([decipher.update(content), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new TenonError({
      code: 'CONFIG_INVALID',
      message: 'A stored secret cannot be read with the configured secret key: was the key changed?',
      cause,
    })
  }
}
