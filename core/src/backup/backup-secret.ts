import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BackupManifest, isSealedBy } from './backup-manifest.ts'
import { backupRefusal } from './backup-refusal.ts'

const ADVICE = {
  en: 'set TENON_SECRET to that of the installation it comes from. With --other-secret it is restored all the same, and secrets of sites, webhooks and plugins have to be set again.',
  'zh-CN':
    '请将 TENON_SECRET 设为其来源安装的密钥。加上 --other-secret 仍会恢复，但网站、网络回调和插件的密钥需要重新设置。',
} as const

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
    throw backupRefusal('foreign', {
      en: `The backup in '${source}' was taken without its secret, and there is none here: ${ADVICE.en}`,
      'zh-CN': `“${source}”中的备份不含密钥，这里也没有密钥：${ADVICE['zh-CN']}`,
    })
  }
  if (isAnyGood || isSealedBy(manifest, secret)) return { secret, isFromBackup: own === null }
  throw backupRefusal('foreign', {
    en: `The backup in '${source}' was not taken with the secret in use here, or its manifest was changed: ${ADVICE.en}`,
    'zh-CN': `“${source}”中的备份所用的密钥与这里的不同，或其清单被更改：${ADVICE['zh-CN']}`,
  })
}

async function keptSecret(source: string, { parts }: BackupManifest): Promise<string | null> {
  const part = parts.find(({ path }) => path === 'secret')
  if (part === undefined) return null
  const text = await readFile(join(source, 'secret'), 'utf8').catch((cause: unknown) => {
    const texts = {
      en: `The backup in '${source}' is not whole: 'secret' is missing.`,
      'zh-CN': `“${source}”中的备份不完整：缺少“secret”。`,
    }
    throw backupRefusal('damaged', texts, cause)
  })
  if (createHash('sha256').update(text).digest('hex') === part.sha256) return text.trim()
  throw backupRefusal('damaged', {
    en: `The backup in '${source}' is damaged: 'secret' is not what was written then.`,
    'zh-CN': `“${source}”中的备份已损坏：“secret”与当时写入的不同。`,
  })
}
