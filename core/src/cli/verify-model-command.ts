import type { Command } from './command.ts'
import { databaseLine } from './has-drifted.ts'
import { filesOf, readModelFiles } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'
import { spoken } from './spoken.ts'

export const verifyModelCommand: Command = {
  usage: 'model verify --tenant <short-name> [--folder model]',
  summary: {
    en: 'Compares files, model in force and database. Ends with 0 where all three agree, 3 where they do not.',
    'zh-CN': '比较文件、当前模型和数据库。退出码：0 三者一致，3 不一致。',
  },
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder }) => {
      const { edits, version } = await tenon.modelEdits.read(ctx)
      const drift = await tenon.services.model.drift(ctx)
      const lines = [...differences(folder, filesOf(edits)), ...drift.items.map(databaseLine)]
      const end = spoken(
        lines.length === 0
          ? { en: `Files, version ${version} and database agree.`, 'zh-CN': `文件、版本 ${version} 与数据库一致。` }
          : { en: `${lines.length} differences.`, 'zh-CN': `${lines.length} 处差异。` },
      )
      process.stdout.write(`${[...lines, end].join('\n')}\n`)
      return lines.length === 0 ? MODEL_EXIT.same : MODEL_EXIT.differs
    })
  },
}

function differences(folder: string, inForce: ReadonlyMap<string, string>): string[] {
  const files = readModelFiles(folder)
  const paths = [...new Set([...inForce.keys(), ...files.keys()])].sort()
  return paths.flatMap((path) => {
    if (!files.has(path)) return [spoken({ en: `files: ${path} is missing`, 'zh-CN': `文件：缺少 ${path}` })]
    if (!inForce.has(path)) return [spoken({ en: `files: ${path} is not in force`, 'zh-CN': `文件：${path} 未生效` })]
    if (files.get(path) === inForce.get(path)) return []
    return [spoken({ en: `files: ${path} differs from what is in force`, 'zh-CN': `文件：${path} 与生效的内容不同` })]
  })
}
