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
import { DEFAULT_PORT } from './open-tenon.ts'
import { showBackupProgress } from './show-backup-progress.ts'
import { untilAborted } from './until-aborted.ts'

/** Exit codes: files that are not as they were uploaded; and why nothing was restored. */
const LACKS_FILES = 3
const REFUSED: Readonly<Record<BackupRefusal, number>> = { damaged: 4, foreign: 5, occupied: 6 }

const STOPPED = 'The restore was stopped; there is no database yet, and it can be run again.'

const OPTIONS = {
  check: { type: 'boolean' },
  'other-secret': { type: 'boolean' },
  'pg-bin': { type: 'string' },
} as const

export const restoreCommand: Command = {
  usage: 'restore <folder> [--check] [--other-secret] [--pg-bin <folder>]',
  summary:
    'Restores a backup to an empty database and storage; --check only reads it. Ends with 0, 3 where files lack, 4 for a damaged backup, 5 for one that does not fit, 6 where the target is not empty.',
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [source] = positionals
    if (source === undefined || positionals.length > 1) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    try {
      return values.check === true ? await check(source) : await restore(source, values)
    } catch (error) {
      const code = refusalOf(error)
      if (code === null) throw error
      process.stderr.write(`tenon restore: ${(error as TenonError).message}\n`)
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
    await untilAborted('The check was stopped.', (signal) =>
      checkBackup(source, manifest, { onProgress: progress.show, signal }),
    )
    progress.end()
    process.stdout.write(`The backup of ${manifest.createdAt} in '${source}' is whole.\n`)
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
    process.stdout.write(`${tenant}: ${id}${name === '' ? '' : ` '${name}'`} is ${fault}\n`)
  }
  try {
    const input = { source, manifest, target, pgBin, onProgress: progress.show, onFault }
    const { files, bytes, faults } = await untilAborted(STOPPED, (signal) => restoreBackup({ ...input, signal }))
    progress.end()
    const { createdAt, tenants } = manifest
    process.stdout.write(
      `Restored the backup of ${createdAt}: ${tenants.length} tenants, ${files} files (${byteText(bytes)}).\n`,
    )
    if (faults > 0) process.stdout.write(`${faults} files are not as they were uploaded.\n`)
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
