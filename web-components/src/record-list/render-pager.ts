import type { Locale } from '@tenon/sdk/contract/locale'
import { html, nothing } from 'lit'
import { numberFormat } from '../value/number-format.ts'
import type { ListLoader } from './list-loader.ts'
import type { RecordListTexts } from './record-list.texts.ts'

export interface PagerView {
  loader: ListLoader
  pageSize: number
  locale: Locale
  texts: RecordListTexts
  onPrevious(): void
  onNext(): void
}

/** “1–50 of 8,800” and the way to the neighbouring pages. */
export function renderPager({ loader, pageSize, locale, texts, onPrevious, onNext }: PagerView) {
  const { page, total, pageIndex, loading } = loader
  if (!page || page.records.length === 0) return nothing
  const number = (value: number) => numberFormat(locale, {}).format(value)
  const from = number(pageIndex * pageSize + 1)
  const to = number(pageIndex * pageSize + page.records.length)
  return html`<footer part="pager">
    <span class="range" role="status">
      ${total === null ? texts.rangeOnly(from, to) : texts.range(from, to, number(total))}
    </span>
    <button type="button" class="button dense" ?disabled=${pageIndex === 0 || loading} @click=${onPrevious}>
      ${texts.previous}
    </button>
    <button type="button" class="button dense" ?disabled=${page.nextCursor === null || loading} @click=${onNext}>
      ${texts.next}
    </button>
  </footer>`
}
