import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const exportPluginCommand: Command = {
  usage: 'plugin export <id> --tenant <short-name> [--out <file>]',
  summary: 'Writes all that a tenant has by a plugin as lines of JSON, to a new file or the standard output.',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, out: { type: 'string' } },
    })
    const id = atMostOne(positionals)
    const { tenant: slug, out } = values
    if (id === undefined || slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await writeLines(await tenon.exportPlugin(ctx, { id }), out)
      if (out !== undefined) process.stdout.write(`Exported from '${slug}': ${id} → ${out}\n`)
      return 0
    })
  },
}

/** Never over a file that is there: it may be the only copy of an earlier export. */
export async function writeLines(lines: AsyncIterable<string>, out: string | undefined): Promise<void> {
  const target = out === undefined ? process.stdout : createWriteStream(out, { flags: 'wx', mode: 0o600 })
  try {
    await pipeline(Readable.from(lines), target, { end: out !== undefined })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere) throw error
    throw new TenonError({ code: 'VALIDATION_FAILED', message: `--out: there is a file '${out}' already.` })
  }
}
