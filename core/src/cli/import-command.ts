import { parseArgs } from 'node:util'
import { systemContext } from '../context/system-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { SourceCounts } from '../imports/source-tally.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const importCommand: Command = {
  usage: 'import <mapping.json> --tenant <short-name> [--folder <data>] [--rejects <file.csv>]',
  summary: 'Imports CSV files as a mapping file says; a second run changes nothing.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, folder: { type: 'string' }, rejects: { type: 'string' } },
    })
    const [mapping] = positionals
    if (mapping === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const { tenant: slug, folder, rejects } = values
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const progress = makeProgress()
      const files = { ...(folder !== undefined && { folder }), ...(rejects !== undefined && { rejects }) }
      const report = await tenon.runImportFiles(ctx, { mapping, ...files, onProgress: progress.show })
      progress.end()
      process.stdout.write(summary(report))
      return 0
    })
  },
}

/** One line that is written over on a terminal; elsewhere a line per file. */
function makeProgress() {
  const isTerminal = process.stderr.isTTY === true
  let file = ''
  return {
    show(counts: SourceCounts): void {
      if (isTerminal) {
        if (file !== '' && file !== counts.file) process.stderr.write('\n')
        process.stderr.write(`\r${counts.file}: ${counts.read} rows read`)
      } else if (file !== counts.file) {
        process.stderr.write(`${counts.file} …\n`)
      }
      file = counts.file
    },
    end(): void {
      if (isTerminal && file !== '') process.stderr.write('\n')
    },
  }
}

type Report = Awaited<ReturnType<Tenon['runImportFiles']>>

function summary({ sources, rejects, rejectsFile }: Report): string {
  const width = Math.max(4, ...sources.map(({ file }) => file.length))
  const heads = ['read', 'created', 'updated', 'unchanged', 'rejected'] as const
  const lines = [
    `${'file'.padEnd(width)}${heads.map((head) => head.padStart(11)).join('')}`,
    ...sources.map(
      (counts) => `${counts.file.padEnd(width)}${heads.map((head) => String(counts[head]).padStart(11)).join('')}`,
    ),
  ]
  const told = rejects === 0 ? 'Everything fitted.' : `${rejects} cells did not fit: ${rejectsFile}`
  return [...lines, ...sources.flatMap(replacedHooks), told, ''].join('\n')
}

/** Whoever has to judge the rows must know that one rule was not for all of them. */
function replacedHooks({ file, hookVersions = [] }: SourceCounts): string[] {
  const spans = hookVersions.map(({ version, line }) => `version ${version} from line ${line} on`)
  if (spans.length === 0) return []
  return [`${file}: the plugin of its row hook was replaced meanwhile; its rows went through ${spans.join(', ')}.`]
}
