import type { Command } from './command.ts'
import { filesOf, readModelFiles } from './model-folder.ts'
import { MODEL_EXIT, withModelFolder } from './model-options.ts'

export const verifyModelCommand: Command = {
  usage: 'model verify --tenant <short-name> [--folder model]',
  summary: 'Compares files, model in force and database. Ends with 0 where all three agree, 3 where they do not.',
  run(args) {
    return withModelFolder(this, args, async ({ tenon, ctx, folder }) => {
      const { edits, version } = await tenon.modelEdits.read(ctx)
      const drift = await tenon.services.model.drift(ctx)
      const lines = [...differences(folder, filesOf(edits)), ...drift.items.map(({ text }) => `database: ${text.en}`)]
      const end = lines.length === 0 ? `Files, version ${version} and database agree.` : `${lines.length} differences.`
      process.stdout.write(`${[...lines, end].join('\n')}\n`)
      return lines.length === 0 ? MODEL_EXIT.same : MODEL_EXIT.differs
    })
  },
}

function differences(folder: string, inForce: ReadonlyMap<string, string>): string[] {
  const files = readModelFiles(folder)
  const paths = [...new Set([...inForce.keys(), ...files.keys()])].sort()
  return paths.flatMap((path) => {
    if (!files.has(path)) return [`files: ${path} is missing`]
    if (!inForce.has(path)) return [`files: ${path} is not in force`]
    return files.get(path) === inForce.get(path) ? [] : [`files: ${path} differs from what is in force`]
  })
}
