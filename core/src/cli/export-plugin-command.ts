import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { operatorError } from '../context/operator-error.ts'
import { findTenant } from '../db/find-tenant.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

export const exportPluginCommand: Command = {
  usage: 'plugin export <id> --tenant <short-name> [--out <file>]',
  summary: {
    en: 'Writes all that a tenant has by a plugin as lines of JSON, to a new file or the standard output.',
    'zh-CN': '将租户由某插件得到的全部内容逐行写为 JSON，写到新文件或标准输出。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, out: { type: 'string' } },
    })
    const id = atMostOne(positionals)
    const { tenant: slug, out } = values
    if (id === undefined || slug === undefined) return wrongUsage(this)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await writeLines(await tenon.exportPlugin(ctx, { id }), out)
      if (out !== undefined) {
        print({ en: `Exported from '${slug}': ${id} → ${out}`, 'zh-CN': `已从“${slug}”导出：${id} → ${out}` })
      }
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
    throw operatorError('VALIDATION_FAILED', {
      en: `--out: there is a file '${out}' already.`,
      'zh-CN': `--out：文件“${out}”已存在。`,
    })
  }
}
