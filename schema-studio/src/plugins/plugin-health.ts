import type { Hue } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { PluginHealth } from '@tenon/sdk/contract/plugins-api'
import { html } from 'lit'
import { type IconName, icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'

interface Finding {
  hue: Hue
  icon: IconName
  text: string
}

/** What an admin should look at, worst first, or that all is well; needs `chipStyles`. */
export function healthChips(health: PluginHealth, locale: Locale) {
  const findings = findingsOf(health, locale)
  const shown: Finding[] =
    findings.length > 0 ? findings : [{ hue: 'green', icon: 'circle-check', text: translate(locale, 'healthGood') }]
  return html`<span class="chips">
    ${shown.map((finding) => html`<span class="chip" data-hue=${finding.hue}>${icon(finding.icon)} ${finding.text}</span>`)}
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
    text: translate(locale, 'healthHooks', { count: hooksOff.length }),
  })
  add(settingsProblems, {
    hue: 'amber',
    icon: 'triangle-alert',
    text: translate(locale, 'healthSettings', { count: settingsProblems }),
  })
  add(secretsMissing, {
    hue: 'amber',
    icon: 'key-round',
    text: translate(locale, 'healthSecrets', { count: secretsMissing }),
  })
  return findings
}
