import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ListedFile } from '../backup/listed-file.ts'
import { readConfig, type TenonConfig } from '../config/read-config.ts'
import { defaultFilesConfig } from '../config/read-files-config.ts'
import { findSecret } from '../config/read-secret.ts'
import { operatorError } from '../context/operator-error.ts'
import { byteText } from '../files/byte-text.ts'
import type { Command } from './command.ts'
import { FAULT_WORDS } from './fault-words.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { print } from './print.ts'
import { showBackupProgress } from './show-backup-progress.ts'
import { untilAborted } from './until-aborted.ts'
import { wrongUsage } from './wrong-usage.ts'

/** Exit code of a whole backup in which files lack that the installation lacks too. */
const LACKS_FILES = 3

export const backupCommand: Command = {
  usage: 'backup <new folder> [--without-secret] [--pg-bin <folder>]',
  summary: {
    en: 'Backs up all of the installation: database, files, secret. Ends with 0, or with 3 where files are missing or changed already.',
    'zh-CN': '备份整个安装：数据库、文件、密钥。退出码：0 正常，3 有文件在备份前已缺失或被更改。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'without-secret': { type: 'boolean' }, 'pg-bin': { type: 'string' } },
    })
    const [target] = positionals
    if (target === undefined || positionals.length > 1) return wrongUsage(this)
    const { config, isGiven } = readOwnConfig()
    const withSecret = !isGiven && values['without-secret'] !== true
    const pgBin = values['pg-bin'] ?? (process.env['TENON_PG_BIN'] || undefined)
    const { database, files, faults } = await backUp(config, { target, withSecret, pgBin })
    const [bytes, advice] = [byteText(files.bytes), tellOfSecret(isGiven, withSecret)]
    print({
      en: `Backed up to '${target}': the database (${database}), ${files.count} files (${bytes}). ${advice.en}`,
      'zh-CN': `已备份到“${target}”：数据库（${database}），${files.count} 个文件（${bytes}）。${advice['zh-CN']}`,
    })
    if (faults > 0) {
      print({
        en: `${faults} files are missing or changed where they lie: see tenon files verify.`,
        'zh-CN': `有 ${faults} 个文件在存储中缺失或被更改：见“tenon files verify”。`,
      })
    }
    return faults > 0 ? LACKS_FILES : 0
  },
}

/** Settings without anything being made: a folder that is not there is a wrong one. */
function readOwnConfig(): { config: TenonConfig; isGiven: boolean } {
  const { env } = process
  const folder = resolve(env['TENON_FOLDER'] ?? '.tenon')
  if (!env['DATABASE_URL'] && !existsSync(join(folder, 'pglite'))) {
    throw operatorError('CONFIG_INVALID', {
      en: `There is no embedded database in '${folder}': name its folder by TENON_FOLDER, or a server's by DATABASE_URL.`,
      'zh-CN': `“${folder}”中没有内置数据库：请用 TENON_FOLDER 指定其文件夹，或用 DATABASE_URL 指定服务器。`,
    })
  }
  const secret = findSecret({ given: env['TENON_SECRET'], folder })
  if (secret === null) {
    throw operatorError('CONFIG_INVALID', {
      en: `There is no secret in '${folder}', and TENON_SECRET is not set: give the settings that the server has.`,
      'zh-CN': `“${folder}”中没有密钥，也未设置 TENON_SECRET：请使用与服务器相同的设置。`,
    })
  }
  const config = readConfig(env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
  return { config, isGiven: (env['TENON_SECRET'] ?? '') !== '' }
}

const STOPPED = {
  en: 'The backup was stopped; nothing of it is left.',
  'zh-CN': '备份已中止；未留下任何内容。',
} as const

interface Wanted {
  target: string
  withSecret: boolean
  pgBin: string | undefined
}

async function backUp(config: TenonConfig, wanted: Wanted) {
  const { writeBackup } = await import('../backup/write-backup.ts')
  const { source, close } = await openSource(config)
  const progress = showBackupProgress()
  function onFault({ schema, id, fault }: ListedFile): void {
    progress.end()
    print({ en: `${schema}: ${id} is ${fault}`, 'zh-CN': `${schema}：${id} ${FAULT_WORDS[fault ?? 'changed']}` })
  }
  try {
    const manifest = await untilAborted(STOPPED, (signal) =>
      writeBackup(source, { ...wanted, signal, onProgress: progress.show, onFault }),
    )
    const bytes = manifest.parts.find(({ path }) => path.startsWith('database'))?.bytes ?? 0
    return { database: byteText(bytes), files: manifest.files, faults: manifest.files.faults }
  } finally {
    progress.end()
    await close()
  }
}

async function openSource({ database: place, folder, secret, files = defaultFilesConfig(folder) }: TenonConfig) {
  const [{ openPglite }, { openPostgres }, { openFileStorage }] = await Promise.all([
    import('../db/open-pglite.ts'),
    import('../db/open-postgres.ts'),
    import('../storage/open-file-storage.ts'),
  ])
  const storage = await openFileStorage(files.place)
  // As it is: a backup before an update must not be the update.
  const database = place.kind === 'pglite' ? await openPglite(place) : await openPostgres(place)
  return { source: { database, config: place, storage, secret }, close: database.close }
}

function tellOfSecret(isGiven: boolean, withSecret: boolean): Required<LocalizedText> {
  if (withSecret) {
    return {
      en: 'It holds the secret: whoever has it can read the secrets of sites and plugins in it, so keep it as safe as them.',
      'zh-CN': '其中含有密钥：得到备份的人可以读取其中网站和插件的密钥，请同样妥善保管。',
    }
  }
  const [where, whereChinese] = isGiven ? ['TENON_SECRET', ' TENON_SECRET '] : ['the secret', '密钥']
  return {
    en: `Keep ${where}, which is not in it: without it the secrets of sites, webhooks and plugins cannot be read.`,
    'zh-CN': `请保管好不在备份中的${whereChinese}：没有它就无法读取网站、网络回调和插件的密钥。`,
  }
}
