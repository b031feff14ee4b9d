import { CORE_EVENT_SOURCE } from '@tenon/sdk/contract/core-events'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import semver from 'semver'
import { type ModelProblem, pointerStep } from '../model/check/model-problem.ts'
import { shownValue } from '../model/field-types/shown-value.ts'

/** What is wrong with a well-formed manifest: versions and ranges that are none, and a plugin that needs itself. */
export function checkManifest({ id, version, host, dependencies = {} }: PluginManifest): ModelProblem[] {
  const ranges = Object.entries(dependencies).map(([name, range]) => ({
    pointer: `/dependencies${pointerStep(name)}`,
    range,
  }))
  const found: ModelProblem[] = []
  if (semver.valid(version) === null) {
    found.push({
      pointer: '/version',
      rule: 'version',
      problem: {
        en: `${shownValue(version)} is not a version; expected one such as 1.2.0`,
        'zh-CN': `${shownValue(version)} 不是版本号，应类似 1.2.0`,
      },
    })
  }
  for (const { pointer, range } of [{ pointer: '/host', range: host }, ...ranges]) {
    if (semver.validRange(range) === null) found.push(notARange(pointer, range))
  }
  if (id === CORE_EVENT_SOURCE) {
    const text = {
      en: `'${id}' is taken: events of Tenon itself go by it`,
      'zh-CN': `“${id}”已被占用：Tenon 自身的事件使用它`,
    }
    found.push({ pointer: '/id', rule: 'reservedName', problem: text })
  }
  if (Object.hasOwn(dependencies, id)) {
    const problem = { en: 'a plugin cannot depend on itself', 'zh-CN': '插件不能依赖自身' }
    found.push({ pointer: `/dependencies${pointerStep(id)}`, rule: 'circular', problem })
  }
  return found
}

function notARange(pointer: string, range: string): ModelProblem {
  return {
    pointer,
    rule: 'range',
    problem: {
      en: `${shownValue(range)} is not a range of versions; expected one such as ^1.2.0`,
      'zh-CN': `${shownValue(range)} 不是版本范围，应类似 ^1.2.0`,
    },
  }
}
