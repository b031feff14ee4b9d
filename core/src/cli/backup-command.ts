import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { ListedFile } from '../backup/listed-file.ts'
import { readConfig, type TenonConfig } from '../config/read-config.ts'
import { defaultFilesConfig } from '../config/read-files-config.ts'
import { findSecret } from '../config/read-secret.ts'
import { byteText } from '../files/byte-text.ts'
import type { Command } from './command.ts'
import { DEFAULT_PORT } from './open-tenon.ts'
import { showBackupProgress } from './show-backup-progress.ts'
import { untilAborted } from './until-aborted.ts'

/** Exit code of a whole backup in which files lack that the installation lacks too. */
const LACKS_FILES = 3

export const backupCommand: Command = {
  usage: 'backup <new folder> [--without-secret] [--pg-bin <folder>]',
  summary:
    'Backs up all of the installation: database, files, secret. Ends with 0, or with 3 where files are missing or changed already.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'without-secret': { type: 'boolean' }, 'pg-bin': { type: 'string' } },
    })
    const [target] = positionals
    if (target === undefined || positionals.length > 1) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const { config, isGiven } = readOwnConfig()
    const withSecret = !isGiven && values['without-secret'] !== true
    const pgBin = values['pg-bin'] ?? (process.env['TENON_PG_BIN'] || undefined)
    const { database, files, faults } = await backUp(config, { target, withSecret, pgBin })
    process.stdout.write(
      `Backed up to '${target}': the database (${database}), ${files.count} files (${byteText(files.bytes)}). ${tellOfSecret(isGiven, withSecret)}\n`,
    )
    if (faults > 0)
      process.stdout.write(`${faults} files are missing or changed where they lie: see tenon files verify.\n`)
    return faults > 0 ? LACKS_FILES : 0
  },
}

/** Settings without anything being made: a folder that is not there is a wrong one. */
function readOwnConfig(): { config: TenonConfig; isGiven: boolean } {
  const { env } = process
  const folder = resolve(env['TENON_FOLDER'] ?? '.tenon')
  if (!env['DATABASE_URL'] && !existsSync(join(folder, 'pglite'))) {
    const message = `There is no embedded database in '${folder}': name its folder by TENON_FOLDER, or a server's by DATABASE_URL.`
    throw new TenonError({ code: 'CONFIG_INVALID', message })
  }
  const secret = findSecret({ given: env['TENON_SECRET'], folder })
  if (secret === null) {
    const message = `There is no secret in '${folder}', and TENON_SECRET is not set: give the settings that the server has.`
    throw new TenonError({ code: 'CONFIG_INVALID', message })
  }
  const config = readConfig(env, { folder: '.tenon', port: DEFAULT_PORT, logLevel: 'warn' })
  return { config, isGiven: (env['TENON_SECRET'] ?? '') !== '' }
}

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
    process.stdout.write(`${schema}: ${id} is ${fault}\n`)
  }
  try {
    const manifest = await untilAborted('The backup was stopped; nothing of it is left.', (signal) =>
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

function tellOfSecret(isGiven: boolean, withSecret: boolean): string {
  if (withSecret)
    return 'It holds the secret: whoever has it can read the secrets of sites and plugins in it, so keep it as safe as them.'
  const where = isGiven ? 'TENON_SECRET, which is not in it' : 'the secret, which is not in it'
  return `Keep ${where}: without it the secrets of sites, webhooks and plugins cannot be read.`
}
