import type { EntityExtension, EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { checkAgainstMetaSchema, type MetaSchemaName } from '../model/check/check-against-meta-schema.ts'
import { checkEntity, checkExtension } from '../model/check/check-entity.ts'
import { checkPipeline } from '../model/check/check-pipeline.ts'
import type { ModelProblem } from '../model/check/model-problem.ts'
import { checkManifest } from './check-manifest.ts'
import { parseJsonFile } from './parse-json-file.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import type { PluginSource } from './read-plugin-file.ts'

/** The JSON files of a plugin, each with the file that it came from. */
export interface PluginParts {
  manifest: PluginManifest | null
  entities: EntitySchema[]
  extensions: EntityExtension[]
  pipelines: Array<{ file: string; pipeline: PipelineSchema }>
  problems: PluginProblem[]
}

interface PartKind<T> {
  suffix: string
  schema: MetaSchemaName
  /** The name that the file's name must repeat. */
  nameOf: (part: T) => string
  check: (part: T) => ModelProblem[]
}

const ENTITY: PartKind<EntitySchema> = {
  suffix: '.schema.json',
  schema: 'entity',
  nameOf: (entity) => entity.name,
  check: checkEntity,
}

const EXTENSION: PartKind<EntityExtension> = {
  suffix: '.extension.json',
  schema: 'extension',
  nameOf: (extension) => extension.extends,
  // Lists may name fields of the entity that is extended: they are judged when all plugins are merged.
  check: (extension) => checkExtension({ extends: extension.extends, properties: extension.properties }, {}),
}

const PIPELINE: PartKind<PipelineSchema> = {
  suffix: '.pipeline.json',
  schema: 'pipeline',
  nameOf: (pipeline) => pipeline.name,
  check: checkPipeline,
}

/** Reads and checks all JSON files of a plugin, as far as one plugin can be checked alone. */
export async function readPluginParts(source: PluginSource): Promise<PluginParts> {
  const parts: PluginParts = { manifest: null, entities: [], extensions: [], pipelines: [], problems: [] }
  parts.manifest = await readManifest(source, parts.problems)
  for (const file of await source.list('entities')) {
    if (file.endsWith(ENTITY.suffix)) parts.entities.push(...(await readPart(source, file, { kind: ENTITY, parts })))
    else if (file.endsWith(EXTENSION.suffix)) {
      parts.extensions.push(...(await readPart(source, file, { kind: EXTENSION, parts })))
    } else parts.problems.push(strangeFile(file, ['<name>.schema.json', '<name>.extension.json']))
  }
  for (const file of await source.list('pipelines')) {
    if (!file.endsWith(PIPELINE.suffix)) parts.problems.push(strangeFile(file, ['<name>.pipeline.json']))
    const read = file.endsWith(PIPELINE.suffix) ? await readPart(source, file, { kind: PIPELINE, parts }) : []
    parts.pipelines.push(...read.map((pipeline) => ({ file, pipeline })))
  }
  return parts
}

async function readManifest(source: PluginSource, problems: PluginProblem[]): Promise<PluginManifest | null> {
  const file = 'plugin.json'
  const value = await readJson(source, file, problems)
  if (value === undefined) return null
  const found = checkAgainstMetaSchema('plugin', value)
  if (found.length === 0) found.push(...checkManifest(value as PluginManifest))
  problems.push(...found.map((problem) => ({ ...problem, file })))
  return found.length === 0 ? (value as PluginManifest) : null
}

async function readPart<T>(
  source: PluginSource,
  file: string,
  { kind, parts }: { kind: PartKind<T>; parts: PluginParts },
): Promise<T[]> {
  const value = await readJson(source, file, parts.problems)
  if (value === undefined) return []
  const malformed = checkAgainstMetaSchema(kind.schema, value)
  const part = value as T
  const found =
    malformed.length > 0 ? malformed : [...kind.check(part), ...checkFileName(file, kind.suffix, kind.nameOf(part))]
  parts.problems.push(...found.map((problem) => ({ ...problem, file })))
  return found.length === 0 ? [part] : []
}

async function readJson(source: PluginSource, file: string, problems: PluginProblem[]): Promise<unknown> {
  const read = await source.read(file)
  if (read === null) {
    problems.push(fileProblem(file, 'missing', { en: 'the file is missing', 'zh-CN': '缺少此文件' }))
    return undefined
  }
  const parsed = 'problem' in read ? read : parseJsonFile(file, read.text)
  if ('value' in parsed) return parsed.value
  problems.push(parsed.problem)
  return undefined
}

/** `test-drive` and `testDrive` are both names of the file of `testDrive`. */
function checkFileName(file: string, suffix: string, name: string): ModelProblem[] {
  const base = file.slice(file.indexOf('/') + 1, -suffix.length)
  const kebab = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  if (base === name || base === kebab) return []
  const pointer = suffix === EXTENSION.suffix ? '/extends' : '/name'
  const problem = {
    en: `'${name}' does not fit the name of the file; expected the file ${name}${suffix}`,
    'zh-CN': `'${name}' 与文件名不符，文件名应为 ${name}${suffix}`,
  }
  return [{ pointer, rule: 'fileName', problem }]
}

function strangeFile(file: string, expected: string[]): PluginProblem {
  return fileProblem(file, 'fileName', {
    en: `no file of this name is known here; expected ${expected.join(' or ')}`,
    'zh-CN': `此处不识别该文件名；应为 ${expected.join(' 或 ')}`,
  })
}
