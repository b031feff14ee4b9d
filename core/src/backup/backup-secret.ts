import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupManifest, isSealedBy } from './backup-manifest.ts'
import { backupRefusal } from './backup-refusal.ts'

export interface ChosenSecret {
  secret: string
  /** It comes out of the backup, and has to be written where the server looks for it. */
  isFromBackup: boolean
}

interface SecretChoice {
  /** The backup's folder. */
  source: string
  manifest: BackupManifest
  /** That of the installation that is restored to, where it has one. */
  own: string | null
  /** Secrets that the database holds need not be readable. */
  isAnyGood: boolean
}

/**
 * The root secret that the restored installation is to have: its own, or the backup's where it has none; null for one that
 * is yet to be generated. It must be the one by which the backup was sealed, since the database's secrets are under it.
 * @throws TenonError CONFIG_INVALID (`foreign`)
 */
export async function chooseSecret({ source, manifest, own, isAnyGood }: SecretChoice): Promise<ChosenSecret | null> {
  const kept = own === null ? await keptSecret(source, manifest) : null
  const secret = own ?? kept
  if (secret === null) {
    if (isAnyGood) return null
    const message = `The backup in '${source}' was taken without its secret, and there is none here: set TENON_SECRET to that of the installation it comes from. With --other-secret it is restored all the same, and secrets of sites, webhooks and plugins have to be set again.`
    throw backupRefusal('foreign', message)
  }
  if (isAnyGood || isSealedBy(manifest, secret)) return { secret, isFromBackup: own === null }
  const message = `The backup in '${source}' was not taken with the secret in use here, or its manifest was changed: set TENON_SECRET to that of the installation it comes from. With --other-secret it is restored all the same, and secrets of sites, webhooks and plugins have to be set again.`
  throw backupRefusal('foreign', message)
}

async function keptSecret(source: string, { parts }: BackupManifest): Promise<string | null> {
  const part = parts.find(({ path }) => path === 'secret')
  if (part === undefined) return null
  const text = await readFile(join(source, 'secret'), 'utf8').catch((cause: unknown) => {
    throw backupRefusal('damaged', `The backup in '${source}' is not whole: 'secret' is missing.`, cause)
  })
  if (createHash('sha256').update(text).digest('hex') === part.sha256) return text.trim()
  throw backupRefusal('damaged', `The backup in '${source}' is damaged: 'secret' is not what was written then.`)
}
