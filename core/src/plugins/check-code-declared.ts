import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import { missingComputed } from '../model/check/check-computed.ts'
import { missingGuards } from '../model/check/check-guards.ts'
import { type ModelProblem, pointerStep } from '../model/check/model-problem.ts'
import { expectedNames } from '../model/expected-names.ts'
import { shownValue } from '../model/field-types/shown-value.ts'
import { fileProblem, type PluginProblem } from './plugin-problem.ts'
import type { PluginParts } from './read-plugin-parts.ts'

const HOOKS_FILE = 'hooks.ts'

interface Declared {
  file: string
  pointer: string
  name: string
}

/** Declarations without code, and code without its declaration: one of the two was misspelt or forgotten. */
export function checkCodeDeclared(parts: PluginParts, hooks: HookInventory): PluginProblem[] {
  const { manifest, entities, extensions, pipelines, metrics } = parts
  const fields = [...entities, ...extensions]
  const inManifest = (list: 'actions' | 'schedules' | 'webhooks') =>
    (manifest?.[list] ?? []).map(({ name }, index) => ({
      file: 'plugin.json',
      pointer: `/${list}${pointerStep(index)}/name`,
      name,
    }))
  return [
    ...pipelines.flatMap(({ file, part }) =>
      missingGuards(part, hooks.guards).map((problem) => ({ ...problem, file })),
    ),
    ...fields.flatMap(({ file, part }) =>
      missingComputed(part, hooks.computed).map((problem) => ({ ...problem, file })),
    ),
    ...unusedComputed(
      fields.flatMap(({ part }) => Object.values(part.properties).flatMap(({ computedBy }) => computedBy ?? [])),
      hooks.computed,
    ),
    ...compare('actions', inManifest('actions'), hooks.actions),
    ...compare('schedules', inManifest('schedules'), hooks.schedules),
    ...compare('webhooks', inManifest('webhooks'), hooks.webhooks),
    ...compare(
      'metrics',
      metrics.map(({ file, part: { name } }) => ({ file, pointer: '/name', name })),
      hooks.metrics,
    ),
  ]
}

function unusedComputed(used: string[], coded: string[]): PluginProblem[] {
  return coded
    .filter((name) => !used.includes(name))
    .map((name) => {
      const expected = expectedNames(name, used)
      return fileProblem(HOOKS_FILE, 'undeclared', {
        en: `'computed.${name}' is the computedBy of no field; ${expected.en}`,
        'zh-CN': `没有字段以 'computed.${name}' 作为 computedBy；${expected['zh-CN']}`,
      })
    })
}

function compare(topic: string, declared: Declared[], coded: string[]): PluginProblem[] {
  const missing = declared.filter(({ name }) => !coded.includes(name))
  const names = declared.map(({ name }) => name)
  const undeclared = coded.filter((name) => !names.includes(name))
  return [
    ...missing.map(({ file, pointer, name }) => ({ ...withoutCode(topic, name, coded), file, pointer })),
    ...undeclared.map((name) => fileProblem(HOOKS_FILE, 'undeclared', withoutDeclaration(topic, name, names))),
  ]
}

function withoutCode(topic: string, name: string, coded: string[]): Pick<ModelProblem, 'rule' | 'problem'> {
  const expected = expectedNames(name, coded)
  const shown = shownValue(name)
  const problem = {
    en: `hooks.ts has no ${shown} among its ${topic}; ${expected.en}`,
    'zh-CN': `hooks.ts 的 ${topic} 中没有 ${shown}；${expected['zh-CN']}`,
  }
  return { rule: 'withoutCode', problem }
}

function withoutDeclaration(topic: string, name: string, declared: string[]): ModelProblem['problem'] {
  const expected = expectedNames(name, declared)
  const where = topic === 'metrics' ? 'metrics/' : `plugin.json /${topic}`
  return {
    en: `'${topic}.${name}' is declared nowhere in ${where}; ${expected.en}`,
    'zh-CN': `'${topic}.${name}' 未在 ${where} 中声明；${expected['zh-CN']}`,
  }
}
