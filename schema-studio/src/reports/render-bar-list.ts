import { html, nothing } from 'lit'

export interface BarRow {
  label: string
  /** What the bar's length stands for, and the part of it that is filled strongly. */
  value: number
  strong?: number
  text: string
  /** Beneath the text. */
  note?: string
  title?: string
  hue?: string
}

/** Rows of a label, a bar and a figure; the longest bar fills its place. */
export function renderBarList(rows: readonly BarRow[], label: string) {
  const most = Math.max(...rows.map(({ value }) => value)) || 1
  const share = (value: number) => `${Math.max(0, Math.min(100, Math.round((value / most) * 100)))}%`
  return html`<ul class="bar-list" aria-label=${label}>
    ${rows.map(
      (row) => html`<li data-hue=${row.hue ?? nothing} title=${row.title ?? nothing}>
        <span class="bar-label">${row.label}</span>
        <span class="track" aria-hidden="true">
          <i .style=${`inline-size:${share(row.value)}`}></i>
          ${row.strong === undefined ? nothing : html`<i class="strong" .style=${`inline-size:${share(row.strong)}`}></i>`}
        </span>
        <span class="bar-text">${row.text}${row.note ? html`<small>${row.note}</small>` : nothing}</span>
      </li>`,
    )}
  </ul>`
}
