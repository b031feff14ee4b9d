import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { partFile } from './part-file.ts'
import { fileProblem, type PluginProblem, pluginInvalid } from './plugin-problem.ts'

/** Throws PLUGIN_INVALID where a plugin's code, forms, figures or capabilities name an entity that no installed plugin has. */
export function checkCodeFits(plugin: PluginPackage, { entities }: ModelDocument, locale: Locale): void {
  const known = Object.keys(entities)
  const hooked = Object.keys(plugin.hooks.entities).filter((name) => !known.includes(name))
  const { capabilities = [], actions = [], settings } = plugin.manifest
  const asked = capabilities.flatMap(({ capability }, index) => {
    const [kind, entity = ''] = capability.split(':')
    return kind === 'entity' ? [{ pointer: `/capabilities/${index}/capability`, entity }] : []
  })
  const acted = actions.flatMap(({ entity, form }, index) => [
    { pointer: `/actions/${index}/entity`, entity },
    ...referencesOf(form, `/actions/${index}/form`),
  ])
  const measured = plugin.metrics.flatMap(({ name, entity }) => (entity === undefined ? [] : [{ name, entity }]))
  const problems = [
    ...hooked.map((name) => unknownEntity('hooks.ts', name, known)),
    ...[...asked, ...acted, ...referencesOf(settings, '/settings')]
      .filter(({ entity }) => !known.includes(entity))
      .map(({ entity, pointer }) => ({ ...unknownEntity('plugin.json', entity, known), pointer })),
    ...measured
      .filter(({ entity }) => !known.includes(entity))
      .map(({ name, entity }) => ({ ...unknownEntity(partFile('metric', name), entity, known), pointer: '/entity' })),
  ]
  if (problems.length > 0) throw pluginInvalid(problems, locale, plugin.manifest.id)
}

/** Entities that the references of a form point at. */
function referencesOf(form: FormSchema | undefined, pointer: string): Array<{ pointer: string; entity: string }> {
  return Object.entries(form?.properties ?? {}).flatMap(([name, { reference }]) =>
    reference === undefined
      ? []
      : [{ pointer: `${pointer}/properties${pointerStep(name)}/reference/entity`, entity: reference.entity }],
  )
}

function unknownEntity(file: string, name: string, known: string[]): PluginProblem {
  const expected = expectedNames(name, known)
  return fileProblem(file, 'unknownEntity', {
    en: `there is no entity '${name}'; ${expected.en}`,
    'zh-CN': `没有实体 '${name}'；${expected['zh-CN']}`,
  })
}
