import type { Hue } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { CallTimes, HookFigures } from '@tenon/sdk/contract/plugins-api'
import { html, nothing, svg } from 'lit'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import { failureWords } from './failure-words.ts'

interface Showing {
  locale: Locale
  /** The hook in words. */
  hookOf(figures: HookFigures): string
}

const STATES: Record<HookFigures['circuit'], { hue: Hue; label: MessageKey }> = {
  closed: { hue: 'green', label: 'circuitClosed' },
  halfOpen: { hue: 'amber', label: 'circuitHalfOpen' },
  open: { hue: 'amber', label: 'circuitOpen' },
  disabled: { hue: 'red', label: 'circuitDisabled' },
}

const COLUMNS: MessageKey[] = [
  'callsColumn',
  'failuresColumn',
  'timeColumn',
  'p95Column',
  'cpuColumn',
  'queueColumn',
  'hostCallsColumn',
  'heapColumn',
]

/** One row per hook and version; needs `tableStyles`, `chipStyles` and `activityStyles`. */
export function renderFigures(hooks: readonly HookFigures[], { locale, hookOf }: Showing) {
  const t = (key: MessageKey) => translate(locale, key)
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('pluginActivity')}>
    <table class="table">
      <thead>
        <tr>
          <th scope="col" class="sticky">${t('hook')}</th>
          <th scope="col">${t('stateColumn')}</th>
          ${COLUMNS.map((column) => html`<th scope="col" class="end">${t(column)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${hooks.map((figures) => renderRow(figures, { locale, name: hookOf(figures) }))}
      </tbody>
    </table>
  </div>`
}

function renderRow(figures: HookFigures, { locale, name }: { locale: Locale; name: string }) {
  const { hook, version, calls, outcomes, wall, cpu, queue, hostCalls, heapMb, circuit } = figures
  const number = (value: number, digits = 0) => formatNumber(locale, value, digits)
  const millis = (value: number) => translate(locale, 'millis', { value: number(value, value < 10 ? 1 : 0) })
  const { hue, label } = STATES[circuit]
  const failed = calls - (outcomes['OK'] ?? 0)
  const p95 = wall.p95 === null ? translate(locale, 'millis', { value: `> ${number(60_000)}` }) : millis(wall.p95)
  return html`<tr>
    <td class="sticky" title=${hook}>${name} <span class="badge">${version}</span></td>
    <td><span class="chip" data-hue=${hue}>${translate(locale, label)}</span></td>
    <td class="end">${number(calls)}</td>
    <td class="end ${failed > 0 ? 'bad' : ''}" title=${failureList(figures, locale) || nothing}>${number(failed)}</td>
    <td class="end">${bars(wall, locale)}${millis(wall.mean)}</td>
    <td class="end">${calls === 0 ? '–' : p95}</td>
    <td class="end">${millis(cpu.mean)}</td>
    <td class="end">${millis(queue.mean)}</td>
    <td class="end">${number(hostCalls)}</td>
    <td class="end">${heapMb === null ? html`<span class="dash">–</span>` : `${number(heapMb, 1)} MB`}</td>
  </tr>`
}

function formatNumber(locale: Locale, value: number, digits: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)
}

function failureList({ outcomes }: HookFigures, locale: Locale): string {
  const failures = Object.entries(outcomes).filter(([code]) => code !== 'OK')
  return failures.map(([code, count]) => `${translate(locale, failureWords(code))}: ${count}`).join('\n')
}

const WIDTH = 4
const HEIGHT = 20

/** How the calls' times are spread, quick ones at the left; the figures beside it say the same in numbers. */
function bars({ distribution }: CallTimes, locale: Locale) {
  const most = Math.max(...distribution, 1)
  const width = distribution.length * WIDTH
  const slow = Math.ceil(distribution.length * 0.6)
  return html`<svg class="bars" role="img" viewBox="0 0 ${width} ${HEIGHT}" width=${width} height=${HEIGHT} aria-label=${translate(locale, 'distribution', { text: distribution.join(' ') })}>
    ${distribution.map((count, bucket) => {
      const height = count === 0 ? 1 : Math.max(2, (count / most) * HEIGHT)
      return svg`<rect class=${bucket >= slow ? 'slow' : ''} x=${bucket * WIDTH} y=${HEIGHT - height} width=${WIDTH - 1} height=${height}></rect>`
    })}
  </svg>`
}
