import type { RollupState } from '@tenon/sdk/contract/rollup-state'
import { formatRelative } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import { localeStore } from '../app/locale-store.ts'
import { translate } from '../locales/translate.ts'

/** How far one of the totals is, in words; nothing of one that is not published yet. */
export function renderRollupState(state: RollupState | undefined) {
  if (state === undefined) return nothing
  const locale = localeStore.get()
  const records = state.records === null ? '…' : new Intl.NumberFormat(locale).format(state.records)
  const words =
    state.state === 'ready'
      ? translate(locale, 'rollupReady', { since: state.since === null ? '' : formatRelative(state.since, locale) })
      : state.state === 'counting' && state.since !== null
        ? translate(locale, 'rollupCounting', { seconds: secondsSince(state.since), records })
        : translate(locale, 'rollupWaiting')
  return html`<p class="help state" role="status">${words}</p>`
}

function secondsSince(time: string): number {
  return Math.max(1, Math.round((Date.now() - Date.parse(time)) / 1_000))
}
