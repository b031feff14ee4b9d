import type { Hue } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginHealth } from '@tenon/sdk/contract/plugins-api'
import { html } from 'lit'
import { type PluginTab, pluginPath } from '../app/route.ts'
import { type IconName, icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'

interface Finding {
  hue: Hue
  icon: IconName
  text: string
  /** Where it can be put right. */
  tab?: PluginTab
}

interface Showing {
  locale: Locale
  /** Plugin to whose pages the chips lead; without it they lead nowhere. */
  plugin?: string
}

/** What an admin should look at, worst first, or that all is well; needs `chipStyles`. */
export function healthChips(health: PluginHealth, { locale, plugin }: Showing) {
  const findings = findingsOf(health, locale)
  const shown: Finding[] =
    findings.length > 0 ? findings : [{ hue: 'green', icon: 'circle-check', text: translate(locale, 'healthGood') }]
  return html`<span class="chips">
    ${shown.map(({ hue, icon: name, text, tab }) =>
      plugin && tab
        ? html`<a class="chip" data-hue=${hue} href=${pluginPath(plugin, tab)}>${icon(name)} ${text}</a>`
        : html`<span class="chip" data-hue=${hue}>${icon(name)} ${text}</span>`,
    )}
  </span>`
}

function findingsOf({ hooksOff, settingsProblems, secretsMissing }: PluginHealth, locale: Locale): Finding[] {
  const findings: Finding[] = []
  const add = (count: number, finding: Finding) => {
    if (count > 0) findings.push(finding)
  }
  add(hooksOff.length, {
    hue: 'red',
    icon: 'circle-alert',
    tab: 'activity',
    text: translate(locale, 'healthHooks', { count: hooksOff.length }),
  })
  add(settingsProblems, {
    hue: 'amber',
    icon: 'triangle-alert',
    tab: 'settings',
    text: translate(locale, 'healthSettings', { count: settingsProblems }),
  })
  add(secretsMissing, {
    hue: 'amber',
    icon: 'key-round',
    tab: 'settings',
    text: translate(locale, 'healthSecrets', { count: secretsMissing }),
  })
  return findings
}
