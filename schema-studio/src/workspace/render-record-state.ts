import { html, type TemplateResult } from 'lit'
import { pageHeader } from '../app/page-header.ts'

/** In the place of a record that cannot be shown. */
export function renderRecordState(title: string, state: TemplateResult) {
  return html`${pageHeader({ title })}
    <div class="body">${state}</div>`
}

/** As long as it is being read: as many columns as it will have. */
export function renderLoading(list: { title: string; path: string }, columns: readonly string[]) {
  const bars = html`<span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>`
  return html`${pageHeader({ crumbs: [{ label: list.title, path: list.path }], title: '…' })}
    <div class="body">
      <div class="columns" aria-busy="true">${columns.map((name) => html`<section class=${name}>${bars}</section>`)}</div>
    </div>`
}
