import { createReadStream, createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { finished } from 'node:stream/promises'
import { operatorError } from '../context/operator-error.ts'
import type { RequestContext } from '../context/request-context.ts'
import { REJECTS_HEADER, rejectLine } from './reject.ts'
import type { ImportReport, RunImport } from './run-import.ts'
import type { SourceCounts } from './source-tally.ts'

interface ImportFilesInput {
  /** Path of the mapping file. */
  mapping: string
  /** Folder of the CSV files. Default: the mapping's. */
  folder?: string
  /** Path of the rejects file to write. Default: `rejects.csv` in the working folder. */
  rejects?: string
  onProgress?: (counts: SourceCounts) => void
}

interface ImportFilesReport extends ImportReport {
  rejectsFile: string
  /** Lines of the rejects file, without its header. */
  rejects: number
}

export type RunImportFiles = (ctx: RequestContext, input: ImportFilesInput) => Promise<ImportFilesReport>

/** Makes the function that runs an import from files on disk and writes what did not fit to a rejects file. */
export function makeRunImportFiles({ runImport }: { runImport: RunImport }): RunImportFiles {
  return async (ctx, { mapping, folder = dirname(mapping), rejects = 'rejects.csv', onProgress = () => undefined }) => {
    const content = await readMapping(mapping)
    const out = createWriteStream(rejects)
    out.write(REJECTS_HEADER)
    let count = 0
    try {
      const report = await runImport(ctx, {
        mapping: content,
        readFile: (file) => createReadStream(inside(folder, file)),
        onProgress,
        writeReject: (reject) => {
          count += 1
          out.write(rejectLine(reject))
        },
      })
      return { ...report, rejectsFile: resolve(rejects), rejects: count }
    } finally {
      out.end()
      await finished(out)
    }
  }
}

async function readMapping(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const texts = {
      en: `The mapping '${path}' cannot be read: ${reason}`,
      'zh-CN': `无法读取映射“${path}”：“${reason}”`,
    }
    throw operatorError('BAD_REQUEST', texts, cause)
  }
}

/** A mapping may come from elsewhere: it reads no file outside the folder that it was given. */
function inside(folder: string, file: string): string {
  const path = resolve(join(folder, file))
  if (path.startsWith(resolve(folder) + sep)) return path
  throw operatorError('BAD_REQUEST', {
    en: `The mapping names '${file}', which is outside its folder.`,
    'zh-CN': `映射中的“${file}”在其文件夹之外。`,
  })
}
