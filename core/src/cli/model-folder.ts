import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { operatorError } from '../context/operator-error.ts'
import { canonicalJson } from '../schema-change/canonical-json.ts'

/** Parts of a model with a folder and a file per entity, pipeline and view. */
const PARTS = [
  { part: 'entities', ending: '.entity.json' },
  { part: 'pipelines', ending: '.pipeline.json' },
  { part: 'views', ending: '.view.json' },
] as const

/** What parts are called where that is not the name of their file or member: the whole layer in one file. */
const NAMES_FILE = 'names.json'

/** Path below the folder → text of the file. */
export type ModelFiles = ReadonlyMap<string, string>

/** The files of a tenant's edits: the same edits give the same bytes. */
export function filesOf(edits: TenantEdits): ModelFiles {
  const files = PARTS.flatMap(({ part, ending }) =>
    Object.entries(edits[part] ?? {}).map(
      ([name, edit]) => [join(part, `${name}${ending}`), canonicalJson(edit)] as const,
    ),
  )
  const names = edits.names === undefined ? [] : [[NAMES_FILE, canonicalJson(edits.names)] as const]
  return new Map([...files, ...names].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Writes the files, and removes those of parts that are not there any more; other files of the folder stay. */
export function writeModelFiles(folder: string, edits: TenantEdits): { written: string[]; removed: string[] } {
  const [wanted, present] = [filesOf(edits), readModelFiles(folder)]
  const written = [...wanted].filter(([path, text]) => present.get(path) !== text)
  const removed = [...present.keys()].filter((path) => !wanted.has(path))
  for (const { part } of PARTS) mkdirSync(join(folder, part), { recursive: true })
  for (const [path, text] of written) writeFileSync(join(folder, path), text)
  for (const path of removed) rmSync(join(folder, path))
  return { written: written.map(([path]) => path), removed }
}

export function readModelFiles(folder: string): ModelFiles {
  const paths = PARTS.flatMap(({ part, ending }) => {
    const directory = join(folder, part)
    const names = existsSync(directory) ? readdirSync(directory) : []
    return names.filter((name) => name.endsWith(ending)).map((name) => join(part, name))
  })
  if (existsSync(join(folder, NAMES_FILE))) paths.push(NAMES_FILE)
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** @throws TenonError BAD_REQUEST for a folder without a model, and for a file that is no JSON object */
export function editsOf(folder: string): TenantEdits {
  if (!PARTS.some(({ part }) => existsSync(join(folder, part)))) {
    throw operatorError('BAD_REQUEST', {
      en: `'${folder}' holds no model: there is no folder entities in it. Run tenon model pull first, or name another with --folder.`,
      'zh-CN': `“${folder}”中没有模型：其中没有文件夹 entities。请先运行“tenon model pull”，或用 --folder 指定其他文件夹。`,
    })
  }
  const edits: Record<string, object> = {}
  for (const [path, text] of readModelFiles(folder)) {
    if (path === NAMES_FILE) edits['names'] = parse(join(folder, path), text)
    const kind = PARTS.find(({ ending }) => path.endsWith(ending))
    if (kind === undefined) continue
    const name = path.slice(kind.part.length + 1, -kind.ending.length)
    edits[kind.part] = { ...edits[kind.part], [name]: parse(join(folder, path), text) }
  }
  return edits as TenantEdits
}

function parse(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    // Null takes out what a plugin has declared.
    if (typeof value === 'object' && !Array.isArray(value)) return value as object
  } catch (cause) {
    const texts = { en: `'${file}' is no JSON: ${String(cause)}`, 'zh-CN': `“${file}”不是 JSON：“${String(cause)}”` }
    throw operatorError('BAD_REQUEST', texts, cause)
  }
  throw operatorError('BAD_REQUEST', {
    en: `'${file}' must hold a JSON object, or null to remove a plugin's part.`,
    'zh-CN': `“${file}”必须是 JSON 对象，或用 null 移除插件的部分。`,
  })
}
