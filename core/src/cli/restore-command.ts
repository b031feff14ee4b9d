import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { BackupManifest } from '../backup/backup-manifest.ts'
import type { BackupRefusal } from '../backup/backup-refusal.ts'
import { readConfig } from '../config/read-config.ts'
import { defaultFilesConfig } from '../config/read-files-config.ts'
import { findSecret } from '../config/read-secret.ts'
import { byteText } from '../files/byte-text.ts'
import type { FoundFault } from '../files/verify-files.ts'
import type { Command } from './command.ts'
import { errorText } from './error-text.ts'
import { FAULT_WORDS } from './fault-words.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { print } from './print.ts'
import { showBackupProgress } from './show-backup-progress.ts'
import { untilAborted } from './until-aborted.ts'
import { wrongUsage } from './wrong-usage.ts'

/** Exit codes: files that are not as they were uploaded; and why nothing was restored. */
const LACKS_FILES = 3
const REFUSED: Readonly<Record<BackupRefusal, number>> = { damaged: 4, foreign: 5, occupied: 6 }

const STOPPED = {
  en: 'The restore was stopped; there is no database yet, and it can be run again.',
  'zh-CN': '恢复已中止；尚无数据库，可以重新运行。',
} as const
const CHECK_STOPPED = { en: 'The check was stopped.', 'zh-CN': '检查已中止。' } as const

const OPTIONS = {
  check: { type: 'boolean' },
  'other-secret': { type: 'boolean' },
  'pg-bin': { type: 'string' },
} as const

export const restoreCommand: Command = {
  usage: 'restore <folder> [--check] [--other-secret] [--pg-bin <folder>]',
  summary: {
    en: 'Restores a backup to an empty database and storage; --check only reads it. Ends with 0, 3 where files lack, 4 for a damaged backup, 5 for one that does not fit, 6 where the target is not empty.',
    'zh-CN':
      '将备份恢复到空的数据库和存储；--check 只读取检查。退出码：0 正常，3 缺少文件，4 备份已损坏，5 备份不适用，6 目标不为空。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [source] = positionals
    if (source === undefined || positionals.length > 1) return wrongUsage(this)
    try {
      return values.check === true ? await check(source) : await restore(source, values)
    } catch (error) {
      const code = refusalOf(error)
      if (code === null) throw error
      process.stderr.write(`tenon restore: ${errorText(error as TenonError)}\n`)
      return code
    }
  },
}

async function check(source: string): Promise<number> {
  const { checkBackup, refuseNewer, readManifest } = await loadBackup()
  const progress = showBackupProgress()
  try {
    const manifest = await readManifest(source)
    refuseNewer(source, manifest)
    await untilAborted(CHECK_STOPPED, (signal) => checkBackup(source, manifest, { onProgress: progress.show, signal }))
    progress.end()
    print({
      en: `The backup of ${manifest.createdAt} in '${source}' is whole.`,
      'zh-CN': `“${source}”中 ${manifest.createdAt} 的备份完整。`,
    })
    return 0
  } finally {
    progress.end()
  }
}

async function restore(source: string, values: { 'other-secret'?: boolean; 'pg-bin'?: string }): Promise<number> {
  const { readManifest, refuseNewer, restoreBackup } = await loadBackup()
  const manifest = await readManifest(source)
  refuseNewer(source, manifest)
  const target = await readTarget({ source, manifest, isAnyGood: values['other-secret'] === true })
  const pgBin = values['pg-bin'] ?? (process.env['TENON_PG_BIN'] || undefined)
  const progress = showBackupProgress()
  function onFault({ tenant, id, name, fault }: FoundFault & { tenant: string }): void {
    progress.end()
    print({
      en: `${tenant}: ${id}${name === '' ? '' : ` '${name}'`} is ${fault}`,
      'zh-CN': `${tenant}：${id}${name === '' ? '' : `“${name}”`} ${FAULT_WORDS[fault]}`,
    })
  }
  try {
    const input = { source, manifest, target, pgBin, onProgress: progress.show, onFault }
    const { files, bytes, faults } = await untilAborted(STOPPED, (signal) => restoreBackup({ ...input, signal }))
    progress.end()
    const { createdAt, tenants } = manifest
    print({
      en: `Restored the backup of ${createdAt}: ${tenants.length} tenants, ${files} files (${byteText(bytes)}).`,
      'zh-CN': `已恢复 ${createdAt} 的备份：${tenants.length} 个租户，${files} 个文件（${byteText(bytes)}）。`,
    })
    if (faults > 0) {
      print({ en: `${faults} files are not as they were uploaded.`, 'zh-CN': `有 ${faults} 个文件与上传时不同。` })
    }
    return faults > 0 ? LACKS_FILES : 0
  } finally {
    progress.end()
  }
}

/** The installation that the settings name, with the secret that it has or is to have. */
async function readTarget(wanted: { source: string; manifest: BackupManifest; isAnyGood: boolean }) {
  const { chooseSecret } = await loadBackup()
  const { env } = process
  const folder = resolve(env['TENON_FOLDER'] ?? '.tenon')
  const secret = await chooseSecret({ ...wanted, own: findSecret({ given: env['TENON_SECRET'], folder }) })
  const known = { ...env, ...(secret !== null && { TENON_SECRET: secret.secret }) }
  const config = readConfig(known, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
  const { files = defaultFilesConfig(config.folder), database } = config
  return { folder, database, files: files.place, secret }
}

async function loadBackup() {
  const [manifest, check, secret, restoring] = await Promise.all([
    import('../backup/backup-manifest.ts'),
    import('../backup/check-backup.ts'),
    import('../backup/backup-secret.ts'),
    import('../backup/restore-backup.ts'),
  ])
  const { readManifest } = manifest
  const { checkBackup, refuseNewer } = check
  return {
    readManifest,
    checkBackup,
    refuseNewer,
    chooseSecret: secret.chooseSecret,
    restoreBackup: restoring.restoreBackup,
  }
}

function refusalOf(error: unknown): number | null {
  const rule = error instanceof TenonError ? error.problems[0]?.rule : undefined
  return rule !== undefined && Object.hasOwn(REFUSED, rule) ? REFUSED[rule as BackupRefusal] : null
}
