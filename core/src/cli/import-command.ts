import { parseArgs } from 'node:util'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { SourceCounts } from '../imports/source-tally.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { cellWidth, padCell } from './pad-cell.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

export const importCommand: Command = {
  usage: 'import <mapping.json> --tenant <short-name> [--folder <data>] [--rejects <file.csv>]',
  summary: {
    en: 'Imports CSV files as a mapping file says; a second run changes nothing.',
    'zh-CN': '按映射文件导入 CSV 文件；再次运行不会改变任何内容。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, folder: { type: 'string' }, rejects: { type: 'string' } },
    })
    const [mapping] = positionals
    if (mapping === undefined || values.tenant === undefined) return wrongUsage(this)
    const { tenant: slug, folder, rejects } = values
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
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
        process.stderr.write(
          spoken({
            en: `\r${counts.file}: ${counts.read} rows read`,
            'zh-CN': `\r${counts.file}：已读取 ${counts.read} 行`,
          }),
        )
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

const HEADS = ['read', 'created', 'updated', 'unchanged', 'rejected'] as const
const HEAD_WORDS: Readonly<Record<(typeof HEADS)[number], string>> = {
  read: '读取',
  created: '新建',
  updated: '修改',
  unchanged: '未变',
  rejected: '拒绝',
}

type Report = Awaited<ReturnType<Tenon['runImportFiles']>>

function summary({ sources, rejects, rejectsFile }: Report): string {
  const width = Math.max(4, ...sources.map(({ file }) => cellWidth(file)))
  const numbers = (cells: string[]) => cells.map((cell) => padCell(cell, 11, 'left')).join('')
  const lines = [
    `${padCell(spoken({ en: 'file', 'zh-CN': '文件' }), width)}${numbers(HEADS.map((head) => spoken({ en: head, 'zh-CN': HEAD_WORDS[head] })))}`,
    ...sources.map((counts) => `${padCell(counts.file, width)}${numbers(HEADS.map((head) => String(counts[head])))}`),
  ]
  const told = spoken(
    rejects === 0
      ? { en: 'Everything fitted.', 'zh-CN': '全部内容均符合。' }
      : {
          en: `${rejects} cells did not fit: ${rejectsFile}`,
          'zh-CN': `有 ${rejects} 个单元格不符合：“${rejectsFile}”`,
        },
  )
  return [...lines, ...sources.flatMap(replacedHooks), told, ''].join('\n')
}

/** Whoever has to judge the rows must know that one rule was not for all of them. */
function replacedHooks({ file, hookVersions = [] }: SourceCounts): string[] {
  if (hookVersions.length === 0) return []
  const spans = hookVersions.map(({ version, line }) => `version ${version} from line ${line} on`)
  const spansChinese = hookVersions.map(({ version, line }) => `自第 ${line} 行起为版本 ${version}`)
  return [
    spoken({
      en: `${file}: the plugin of its row hook was replaced meanwhile; its rows went through ${spans.join(', ')}.`,
      'zh-CN': `${file}：导入期间其行钩子的插件被更换；各行经过的版本：${spansChinese.join('，')}。`,
    }),
  ]
}
