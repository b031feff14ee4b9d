import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import semver from 'semver'

interface VersionRules {
  downgrade?: boolean
  refuseChanged?: boolean
  locale: Locale
}

/** Throws PLUGIN_INVALID for a version that nobody asked for: a lower one, or another content under the same number. */
export function checkVersionChange(
  { manifest: { id, version } }: PluginPackage,
  installed: readonly PluginPackage[],
  { downgrade = false, refuseChanged = false, locale }: VersionRules,
): void {
  const current = installed.find(({ manifest }) => manifest.id === id)?.manifest.version
  if (current === undefined) return
  const difference = semver.compare(version, current)
  if (difference < 0 && !downgrade)
    throw refused(id, { rule: 'downgrade', problem: older({ id, version, current }) }, locale)
  if (difference === 0 && refuseChanged)
    throw refused(id, { rule: 'changedContent', problem: changed({ id, version }) }, locale)
}

function older({ id, version, current }: { id: string; version: string; current: string }): LocalizedText {
  return {
    en: `plugin '${id}' ${version} is older than ${current}, which is installed; going back must be asked for`,
    'zh-CN': `插件 '${id}' ${version} 低于已安装的 ${current}；降级须明确要求`,
  }
}

function changed({ id, version }: { id: string; version: string }): LocalizedText {
  return {
    en: `plugin '${id}' ${version} is installed already with another content: a changed plugin has a new version, or its change must be agreed to`,
    'zh-CN': `已安装的插件 '${id}' ${version} 内容不同：修改后的插件应有新版本号，否则须明确同意`,
  }
}

/** `rule`: what has to be agreed to. */
function refused(plugin: string, { rule, problem }: { rule: string; problem: LocalizedText }, locale: Locale) {
  const message = textIn(problem, locale)
  return new TenonError({ code: 'PLUGIN_INVALID', message, plugin, problems: [{ pointer: '/version', message, rule }] })
}
