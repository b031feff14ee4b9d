import type { EntityExtension, EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { MetricSchema } from '@tenon/sdk/contract/metric-schema'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import type { PluginManifest, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { ViewSchema } from '@tenon/sdk/contract/view-schema'
import { checkAgainstMetaSchema, type MetaSchemaName } from '../model/check/check-against-meta-schema.ts'
import { checkEntity, checkExtension } from '../model/check/check-entity.ts'
import { checkName } from '../model/check/check-name.ts'
import { checkPipeline } from '../model/check/check-pipeline.ts'
import { checkViewName } from '../model/check/check-view.ts'
import { type ModelProblem, within } from '../model/check/model-problem.ts'
import { checkDeclarations } from './check-declarations.ts'
import { checkManifest } from './check-manifest.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import { readJsonFile } from './read-json-file.ts'
import { readLocales } from './read-locales.ts'
import type { PluginSource } from './read-plugin-file.ts'

/** A part with the file that it came from. */
export interface FilePart<T> {
  file: string
  part: T
}

/** The JSON files of a plugin. */
export interface PluginParts {
  manifest: PluginManifest | null
  entities: FilePart<EntitySchema>[]
  extensions: FilePart<EntityExtension>[]
  pipelines: FilePart<PipelineSchema>[]
  views: FilePart<ViewSchema>[]
  metrics: FilePart<MetricSchema>[]
  locales: PluginPackage['locales']
  problems: PluginProblem[]
}

interface PartKind<T> {
  folder: string
  suffix: string
  schema: MetaSchemaName
  /** Where the part has the name that the file's name must repeat. */
  pointer: '/name' | '/extends'
  nameOf: (part: T) => string
  check: (part: T) => ModelProblem[]
}

const ENTITY: PartKind<EntitySchema> = {
  folder: 'entities',
  suffix: '.schema.json',
  schema: 'entity',
  pointer: '/name',
  nameOf: (entity) => entity.name,
  check: checkEntity,
}

const EXTENSION: PartKind<EntityExtension> = {
  folder: 'entities',
  suffix: '.extension.json',
  schema: 'extension',
  pointer: '/extends',
  nameOf: (extension) => extension.extends,
  // Lists may name fields of the entity that is extended: they are judged when all plugins are merged.
  check: (extension) => checkExtension({ extends: extension.extends, properties: extension.properties }, {}),
}

const PIPELINE: PartKind<PipelineSchema> = {
  folder: 'pipelines',
  suffix: '.pipeline.json',
  schema: 'pipeline',
  pointer: '/name',
  nameOf: (pipeline) => pipeline.name,
  check: checkPipeline,
}

const VIEW: PartKind<ViewSchema> = {
  folder: 'views',
  suffix: '.view.json',
  schema: 'view',
  pointer: '/name',
  nameOf: (view) => view.name,
  // Its entity may be another plugin's: fields and filter are judged when all plugins are merged.
  check: (view) => checkViewName(view.name),
}

const METRIC: PartKind<MetricSchema> = {
  folder: 'metrics',
  suffix: '.metric.json',
  schema: 'metric',
  pointer: '/name',
  nameOf: (metric) => metric.name,
  check: (metric) => within('/name', checkName(metric.name)),
}

const FOLDERS = ['entities', 'pipelines', 'views', 'metrics']
const SUFFIXES = [ENTITY, EXTENSION, PIPELINE, VIEW, METRIC].map(({ folder, suffix }) => ({ folder, suffix }))

/** Reads and checks all JSON files of a plugin, as far as one plugin can be checked alone. */
export async function readPluginParts(source: PluginSource): Promise<PluginParts> {
  const problems: PluginProblem[] = []
  return {
    manifest: await readManifest(source, problems),
    entities: await readParts(source, ENTITY, problems),
    extensions: await readParts(source, EXTENSION, problems),
    pipelines: await readParts(source, PIPELINE, problems),
    views: await readParts(source, VIEW, problems),
    metrics: await readParts(source, METRIC, problems),
    locales: await readLocales(source, problems),
    problems: [...problems, ...(await strangeFiles(source))],
  }
}

async function readParts<T>(
  source: PluginSource,
  kind: PartKind<T>,
  problems: PluginProblem[],
): Promise<FilePart<T>[]> {
  const files = (await source.list(kind.folder)).filter((file) => file.endsWith(kind.suffix))
  const parts: FilePart<T>[] = []
  for (const file of files) parts.push(...(await readPart(source, file, { kind, problems })))
  return parts
}

async function strangeFiles(source: PluginSource): Promise<PluginProblem[]> {
  const found: PluginProblem[] = []
  for (const folder of FOLDERS) {
    const known = SUFFIXES.filter((kind) => kind.folder === folder).map(({ suffix }) => suffix)
    const strange = (await source.list(folder)).filter((file) => !known.some((suffix) => file.endsWith(suffix)))
    found.push(...strange.map((file) => strangeFile(file, known)))
  }
  return found
}

async function readManifest(source: PluginSource, problems: PluginProblem[]): Promise<PluginManifest | null> {
  const file = 'plugin.json'
  const value = await readJsonFile(source, file, problems)
  if (value === undefined) return null
  const found = checkAgainstMetaSchema('plugin', value)
  if (found.length === 0) {
    const manifest = value as PluginManifest
    found.push(...checkManifest(manifest), ...checkDeclarations(manifest))
  }
  problems.push(...found.map((problem) => ({ ...problem, file })))
  return found.length === 0 ? (value as PluginManifest) : null
}

async function readPart<T>(
  source: PluginSource,
  file: string,
  { kind, problems }: { kind: PartKind<T>; problems: PluginProblem[] },
): Promise<FilePart<T>[]> {
  const value = await readJsonFile(source, file, problems)
  if (value === undefined) return []
  const malformed = checkAgainstMetaSchema(kind.schema, value)
  const part = value as T
  const found = malformed.length > 0 ? malformed : [...kind.check(part), ...checkFileName(file, kind, part)]
  problems.push(...found.map((problem) => ({ ...problem, file })))
  return found.length === 0 ? [{ file, part }] : []
}

/** `test-drive` and `testDrive` are both names of the file of `testDrive`. */
function checkFileName<T>(file: string, { suffix, pointer, nameOf }: PartKind<T>, part: T): ModelProblem[] {
  const name = nameOf(part)
  const base = file.slice(file.indexOf('/') + 1, -suffix.length)
  const kebab = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
  if (base === name || base === kebab) return []
  const usual = `${kebab}${suffix}`
  const [en, zh] = kebab === name ? ['', ''] : [` or ${name}${suffix}`, ` 或 ${name}${suffix}`]
  const problem = {
    en: `'${name}' does not fit the name of the file; expected the file ${usual}${en}`,
    'zh-CN': `'${name}' 与文件名不符，文件名应为 ${usual}${zh}`,
  }
  return [{ pointer, rule: 'fileName', problem }]
}

function strangeFile(file: string, suffixes: string[]): PluginProblem {
  const expected = suffixes.map((suffix) => `<name>${suffix}`)
  return fileProblem(file, 'fileName', {
    en: `no file of this name is known here; expected ${expected.join(' or ')}`,
    'zh-CN': `此处不识别该文件名；应为 ${expected.join(' 或 ')}`,
  })
}
