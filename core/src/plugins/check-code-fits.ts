import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { expectedNames } from '../model/expected-names.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'

/** Throws PLUGIN_INVALID where a plugin's hooks or capabilities name an entity that no installed plugin has. */
export function checkCodeFits(plugin: PluginPackage, { entities }: ModelDocument, locale: Locale): void {
  const known = Object.keys(entities)
  const hooked = Object.keys(plugin.hooks.entities).filter((name) => !known.includes(name))
  const { capabilities = [], actions = [] } = plugin.manifest
  const asked = capabilities.flatMap(({ capability }, index) => {
    const [kind, entity = ''] = capability.split(':')
    return kind === 'entity' ? [{ pointer: `/capabilities/${index}/capability`, entity }] : []
  })
  const acted = actions.map(({ entity }, index) => ({ pointer: `/actions/${index}/entity`, entity }))
  const problems = [
    ...hooked.map((name) => unknownEntity('hooks.ts', name, known)),
    ...[...asked, ...acted]
      .filter(({ entity }) => !known.includes(entity))
      .map(({ entity, pointer }) => ({ ...unknownEntity('plugin.json', entity, known), pointer })),
  ]
  if (problems.length > 0) throw pluginInvalid(problems, locale, plugin.manifest.id)
}

function unknownEntity(file: string, name: string, known: string[]): PluginProblem {
  const expected = expectedNames(name, known)
  return fileProblem(file, 'unknownEntity', {
    en: `there is no entity '${name}'; ${expected.en}`,
    'zh-CN': `没有实体 '${name}'；${expected['zh-CN']}`,
  })
}
