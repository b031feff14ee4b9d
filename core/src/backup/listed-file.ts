import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { backupRefusal } from './backup-refusal.ts'

const shape = z.strictObject({
  schema: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/),
  id: z.guid(),
  size: z.int().nonnegative(),
  sha256: z.hex().length(64),
  /** What was wrong with it where it was taken from; `missing`: the backup has no bytes of it. */
  fault: z.enum(['missing', 'changed']).optional(),
})

/** One line of `files.jsonl`: a file that the database names, with what its bytes in the backup are. */
export type ListedFile = z.infer<typeof shape>

export function lineOf(file: ListedFile): string {
  return `${JSON.stringify(file)}\n`
}

/** The lines of a list, one after the other. @throws TenonError VALIDATION_FAILED (`damaged`) for one that is none */
export async function* readListedFiles(path: string): AsyncIterable<ListedFile> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const parsed = shape.safeParse(parse(line))
    if (!parsed.success) throw damagedAt(path, line.slice(0, 80))
    yield parsed.data
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function damagedAt(path: string, line: string) {
  return backupRefusal('damaged', {
    en: `The list of files '${path}' is damaged at '${line}'.`,
    'zh-CN': `文件清单“${path}”在“${line}”处已损坏。`,
  })
}
