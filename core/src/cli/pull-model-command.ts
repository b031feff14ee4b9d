import type { Command } from './command.ts'
import { writeModelFiles } from './model-folder.ts'
import { withModelFolder } from './model-options.ts'
import { print } from './print.ts'

export const pullModelCommand: Command = {
  usage: 'model pull --tenant <short-name> [--folder model]',
  summary: {
    en: "Writes the tenant's own edits of the model in force into files, one for each entity, pipeline and view.",
    'zh-CN': '将租户对当前模型的修改写入文件，每个实体、流程和视图一个。',
  },
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder }) => {
      const { edits, version } = await tenon.modelEdits.read(ctx)
      const { written, removed } = writeModelFiles(folder, edits)
      const lines = [
        ...written.map((path) => ({ en: `wrote   ${path}`, 'zh-CN': `已写出 ${path}` })),
        ...removed.map((path) => ({ en: `removed ${path}`, 'zh-CN': `已移除 ${path}` })),
      ]
      lines.forEach(print)
      const count = lines.length
      print({
        en: `Version ${version} is in ${folder}. ${count === 0 ? 'Nothing has changed.' : `${count} files changed.`}`,
        'zh-CN': `版本 ${version} 已在“${folder}”中。${count === 0 ? '没有变化。' : `${count} 个文件有变化。`}`,
      })
      return 0
    })
  },
}
