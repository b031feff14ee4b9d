import type { Command } from './command.ts'
import { writeModelFiles } from './model-folder.ts'
import { withModelFolder } from './model-options.ts'

export const pullModelCommand: Command = {
  usage: 'model pull --tenant <short-name> [--folder model]',
  summary: "Writes the tenant's own edits of the model in force into files, one for each entity, pipeline and view.",
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder }) => {
      const { edits, version } = await tenon.modelEdits.read(ctx)
      const { written, removed } = writeModelFiles(folder, edits)
      const lines = [...written.map((path) => `wrote   ${path}`), ...removed.map((path) => `removed ${path}`)]
      const end = lines.length === 0 ? 'Nothing has changed.' : `${lines.length} files changed.`
      process.stdout.write(`${[...lines, `Version ${version} is in ${folder}. ${end}`].join('\n')}\n`)
      return 0
    })
  },
}
