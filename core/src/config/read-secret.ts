import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TenonError } from '@tenon/sdk/contract/tenon-error'

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
  if (given !== undefined && given !== '') return checkStrength(given, 'TENON_SECRET')
  const path = join(folder, 'secret')
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw unwritable(folder, cause)
  }
  checkPrivate(path)
  return checkStrength(readFileSync(path, 'utf8').trim(), `The secret in '${path}'`)
}

/** The root secret where there is one: nothing is generated, so that nobody mistakes a new one for that of an installation. */
export function findSecret({ given, folder }: SecretSource): string | null {
  const isGiven = given !== undefined && given !== ''
  return isGiven || existsSync(join(folder, 'secret')) ? readSecret({ given, folder }) : null
}

function checkPrivate(path: string): void {
  // Windows has no mode bits to look at; the folder's rights decide there.
  if (process.platform === 'win32' || (statSync(path).mode & 0o077) === 0) return
  throw new TenonError({
    code: 'CONFIG_INVALID',
    message: `Other users may read '${path}': run 'chmod 600 ${path}', and replace the secret if they may have seen it.`,
  })
}

function checkStrength(secret: string, name: string): string {
  const distinct = new Set(secret).size
  if (secret.length >= MINIMUM_LENGTH && distinct >= MINIMUM_DISTINCT && !GUESSABLE.test(secret)) return secret
  throw new TenonError({
    code: 'CONFIG_INVALID',
    message: `${name} is too weak: use at least ${MINIMUM_LENGTH} random characters, such as the output of 'openssl rand -base64 32'.`,
  })
}

function unwritable(folder: string, cause: unknown): TenonError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new TenonError({
    code: 'CONFIG_INVALID',
    message: `The data folder '${folder}' cannot be written (${code}): give the process the right to write there, or choose another with TENON_FOLDER.`,
    cause,
  })
}
