import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { operatorError } from '../context/operator-error.ts'
import { unwritableFolder } from './unwritable-folder.ts'

const MINIMUM_LENGTH = 32
const MINIMUM_DISTINCT = 12
const GUESSABLE = /(password|passwort|secret|changeme|change-me|example|default|tenon|admin|qwerty|12345|abcdef)/i

interface SecretSource {
  /** Value of TENON_SECRET, if any. */
  given: string | undefined
  folder: string
}

/**
 * The root secret: TENON_SECRET, or the one in `folder`/secret, which is generated at the first start
 * and readable by its user alone.
 * @throws TenonError CONFIG_INVALID for a weak secret, an unreadable file, or one that others may read
 */
export function readSecret({ given, folder }: SecretSource): string {
  if (given !== undefined && given !== '') return checkStrength(given, { en: 'TENON_SECRET', 'zh-CN': 'TENON_SECRET ' })
  const path = join(folder, 'secret')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw unwritableFolder(folder, cause)
  }
  checkPrivate(path)
  const name = { en: `The secret in '${path}'`, 'zh-CN': `“${path}”中的密钥` }
  return checkStrength(readFileSync(path, 'utf8').trim(), name)
}

/** The root secret where there is one: nothing is generated, so that nobody mistakes a new one for that of an installation. */
export function findSecret({ given, folder }: SecretSource): string | null {
  const isGiven = given !== undefined && given !== ''
  return isGiven || existsSync(join(folder, 'secret')) ? readSecret({ given, folder }) : null
}

function checkPrivate(path: string): void {
  // Windows has no mode bits to look at; the folder's rights decide there.
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return
  throw operatorError('CONFIG_INVALID', {
    en: `Other users may read '${path}': run 'chmod 600 ${path}', and replace the secret if they may have seen it.`,
    'zh-CN': `其他用户可以读取“${path}”：请运行“chmod 600 ${path}”，如可能已被看到，请更换密钥。`,
  })
}

function checkStrength(secret: string, name: Required<LocalizedText>): string {
  const distinct = new Set(secret).size
  if (secret.length >= MINIMUM_LENGTH && distinct >= MINIMUM_DISTINCT && !GUESSABLE.test(secret)) return secret
  throw operatorError('CONFIG_INVALID', {
    en: `${name.en} is too weak: use at least ${MINIMUM_LENGTH} random characters, such as the output of 'openssl rand -base64 32'.`,
    'zh-CN': `${name['zh-CN']}过于简单：请用至少 ${MINIMUM_LENGTH} 个随机字符，例如“openssl rand -base64 32”的输出。`,
  })
}
