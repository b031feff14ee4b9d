import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { ContractBinding, ContractDemand, PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { valueType } from '@tenon/sdk/contract/value-field'
import { pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { contractsWithoutProvider, demandsOf, providersOf } from './contract-bindings.ts'
import { dependencyIds } from './dependency-ids.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'

interface ContractChecks {
  /** The plugins' parts merged, without the tenant's edits. */
  document: ModelDocument
  locale: Locale
  /** Contract → ids of plugins that are at hand and could provide it. */
  candidates?: ReadonlyMap<string, readonly string[]>
  /** What is there now, and may have provided what the new versions do not. */
  installed?: readonly PluginPackage[]
}

/**
 * Throws where the contracts of plugins that are to be installed together do not fit: PLUGIN_CLASH where two provide the
 * same one; PLUGIN_INVALID where a provider lacks what it says it has, or nobody gives a consumer what it needs.
 */
export function checkContracts(packages: readonly PluginPackage[], checks: ContractChecks): void {
  refuseClash(packages, checks.locale)
  for (const provider of packages) refuse(provider, provisionProblems(provider, packages, checks.document), checks)
  const [missing] = contractsWithoutProvider(packages)
  if (missing !== undefined) refuse(missing.consumer, [nobodyProvides(missing, packages, checks)], checks)
  for (const consumer of packages) refuse(consumer, demandProblems(consumer, packages, checks.document), checks)
}

function refuse({ manifest }: PluginPackage, problems: PluginProblem[], { locale }: ContractChecks): void {
  if (problems.length > 0) throw pluginInvalid(problems, locale, manifest.id)
}

function refuseClash(packages: readonly PluginPackage[], locale: Locale): void {
  for (const { manifest } of packages) {
    for (const contract of Object.keys(manifest.provides ?? {})) {
      const [first, second] = providersOf(packages, contract).map((provider) => provider.manifest.id)
      if (first === undefined || second === undefined) continue
      const message = textIn(bothProvide(contract, first, second), locale)
      const problem = { file: 'plugin.json', pointer: `/provides${pointerStep(contract)}`, rule: 'clash', message }
      throw new TenonError({ code: 'PLUGIN_CLASH', message, problems: [problem], plugin: second })
    }
  }
}

function bothProvide(contract: string, first: string, second: string): LocalizedText {
  return {
    en: `Plugins '${first}' and '${second}' both provide the contract ${contract}; only one of them can be installed.`,
    'zh-CN': `插件 '${first}' 与 '${second}' 都提供契约 ${contract}，只能安装其中之一。`,
  }
}

/** A provider gives its own entity, or one of a plugin that it depends on. */
function provisionProblems(
  plugin: PluginPackage,
  packages: readonly PluginPackage[],
  { entities }: ModelDocument,
): PluginProblem[] {
  const sources = [plugin.manifest.id, ...dependencyIds(plugin, packages)]
  const known = Object.keys(entities).filter((name) => sources.includes(entities[name]?.source ?? ''))
  return Object.entries(plugin.manifest.provides ?? {}).flatMap(([contract, binding]) => {
    const pointer = `/provides${pointerStep(contract)}`
    if (known.includes(binding.entity)) return unknownFields(pointer, binding, entities)
    return [inManifest(`${pointer}/entity`, 'unknownEntity', noEntity(binding.entity, known))]
  })
}

function unknownFields(pointer: string, { entity, fields }: ContractBinding, entities: ModelDocument['entities']) {
  const known = Object.keys(entities[entity]?.properties ?? {})
  return Object.entries(fields)
    .filter(([, field]) => !known.includes(field))
    .map(([name, field]) => {
      const expected = expectedNames(field, known)
      return inManifest(`${pointer}/fields${pointerStep(name)}`, 'unknownField', {
        en: `'${entity}' has no field '${field}'; ${expected.en}`,
        'zh-CN': `'${entity}' 没有字段 '${field}'；${expected['zh-CN']}`,
      })
    })
}

function noEntity(name: string, known: string[]): LocalizedText {
  const expected = expectedNames(name, known)
  return {
    en: `there is no entity '${name}' of this plugin or of one that it depends on; ${expected.en}`,
    'zh-CN': `本插件及其依赖的插件中没有实体 '${name}'；${expected['zh-CN']}`,
  }
}

type Missing = ReturnType<typeof contractsWithoutProvider>[number]

function nobodyProvides(
  { contract, consumer }: Missing,
  packages: readonly PluginPackage[],
  { candidates, installed = [] }: ContractChecks,
): PluginProblem {
  const { id } = consumer.manifest
  const names = (candidates?.get(contract) ?? []).map((name) => `'${name}'`)
  const known = [...withoutItNow(contract, packages, installed), ...otherVersions(contract, packages)]
  if (names.length > 0) {
    known.push({ en: `${names.join(' or ')} does: install it too`, 'zh-CN': `可一并安装 ${names.join(' 或 ')}` })
  }
  if (known.length === 0) known.push({ en: 'none that is known here does', 'zh-CN': '此处没有已知的此类插件' })
  return inManifest(`/consumes${pointerStep(contract)}`, 'contract', {
    en: `plugin '${id}' needs a plugin that provides the contract ${contract}; ${known.map(({ en }) => en).join('; ')}`,
    'zh-CN': `插件 '${id}' 需要提供契约 ${contract} 的插件；${known.map((text) => text['zh-CN']).join('；')}`,
  })
}

type Said = Required<LocalizedText>

/** An upgrade of the provider is refused with what it needs to be told: that it is the upgrade. */
function withoutItNow(
  contract: string,
  packages: readonly PluginPackage[],
  installed: readonly PluginPackage[],
): Said[] {
  return providersOf(installed, contract).flatMap(({ manifest: { id, version } }) => {
    const next = packages.find(({ manifest }) => manifest.id === id)?.manifest.version
    if (next === undefined) return []
    return [
      {
        en: `'${id}' ${version}, which is installed, does, and its version ${next} does not any more`,
        'zh-CN': `已安装的 '${id}' ${version} 提供该契约，而其版本 ${next} 不再提供`,
      },
    ]
  })
}

/** The same contract in other versions: a near miss, that looks like what is needed. */
function otherVersions(contract: string, packages: readonly PluginPackage[]): Said[] {
  const [name = ''] = contract.split('@')
  return packages.flatMap(({ manifest: { id, version, provides = {} } }) =>
    Object.keys(provides)
      .filter((other) => other.startsWith(`${name}@`))
      .map((other) => ({
        en: `'${id}' ${version} provides ${other}, which is another version of it`,
        'zh-CN': `'${id}' ${version} 提供的 ${other} 是另一版本`,
      })),
  )
}

function demandProblems(
  consumer: PluginPackage,
  packages: readonly PluginPackage[],
  document: ModelDocument,
): PluginProblem[] {
  return demandsOf(consumer).flatMap(({ contract, demand }) => {
    const [provider] = providersOf(packages, contract)
    return provider === undefined ? [] : unmetFields(consumer, { contract, demand, provider, document })
  })
}

interface Demand {
  contract: string
  demand: ContractDemand
  provider: PluginPackage
  document: ModelDocument
}

function unmetFields({ manifest }: PluginPackage, { contract, demand, provider, document }: Demand): PluginProblem[] {
  const { id, version, provides = {} } = provider.manifest
  const { entity = '', fields = {} } = provides[contract] ?? {}
  return Object.entries(demand.fields).flatMap(([name, types]): PluginProblem[] => {
    const pointer = `/consumes${pointerStep(contract)}/fields${pointerStep(name)}`
    const type = Object.hasOwn(fields, name)
      ? valueType(document.entities[entity]?.properties[fields[name] ?? ''])
      : undefined
    if (type !== undefined && types.includes(type)) return []
    const has =
      type === undefined
        ? { en: 'does not give', 'zh-CN': '未提供该字段' }
        : { en: `gives as '${type}'`, 'zh-CN': `提供的类型为 '${type}'` }
    const wanted = types.join(', ')
    return [
      inManifest(pointer, 'contract', {
        en: `plugin '${manifest.id}' needs '${name}' of the contract ${contract} as ${wanted}, which plugin '${id}' ${version} ${has.en}`,
        'zh-CN': `插件 '${manifest.id}' 需要契约 ${contract} 的 '${name}'（类型 ${wanted}）；插件 '${id}' ${version} ${has['zh-CN']}`,
      }),
    ]
  })
}

function inManifest(pointer: string, rule: string, problem: LocalizedText): PluginProblem {
  return { ...fileProblem('plugin.json', rule, problem), pointer }
}
