import type { Money } from '@tenon/sdk/contract/field-type'
import type { ModelPipeline } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, nothing } from 'lit'
import { daysSince, formatDateTime, formatRelative } from '../value/format-date.ts'
import { formatMoney, formatMoneyShort } from '../value/format-money.ts'
import type { ValueContext } from '../value/value-context.ts'
import type { BoardColumn } from './board-data.ts'
import { boardFiguresTexts } from './board-figures.texts.ts'
import { weighAmount } from './weigh-amount.ts'

/** Share of the time until a limit from which it is shown as a warning. */
const WARNING_SHARE = 0.8
/** More currencies than this do not fit a column's header. */
const MOST_SUMS = 2

interface FigureGround {
  pipeline: ModelPipeline
  context: ValueContext
}

/** What a board tells in figures. It comes once the board is drawn: the first sight of the cards does not wait for it. */
export const boardFigures = { renderStay, renderSums }

/** How long the card has been in its stage: amber from four fifths of a limit, red beyond it, and both in words. */
function renderStay({ stageEnteredAt, stageDueAt, stageStaleAt }: TenonRecord, { context: { locale } }: FigureGround) {
  if (!stageEnteredAt) return nothing
  const texts = boardFiguresTexts(locale)
  const at = (time: string) => formatDateTime(time, locale)
  const title = [
    texts.since(at(stageEnteredAt)),
    ...(stageDueAt ? [texts.dueAt(at(stageDueAt))] : []),
    ...(stageStaleAt ? [texts.staleAt(at(stageStaleAt))] : []),
  ].join(' · ')
  const days = texts.days(daysSince(stageEnteredAt))
  const shown = (kind: string, text: string) => html`<p class=${`days ${kind}`} title=${title}>${text}</p>`
  if (isPast(stageDueAt)) return shown('over', texts.overdue(days))
  if (isPast(stageStaleAt)) return shown('over', texts.stale(days))
  if (stageDueAt && isNear(stageEnteredAt, stageDueAt))
    return shown('near', texts.due(formatRelative(stageDueAt, locale)))
  if (stageStaleAt && isNear(stageEnteredAt, stageStaleAt)) {
    return shown('near', texts.goesStale(formatRelative(stageStaleAt, locale)))
  }
  return shown('', days)
}

function isPast(time: string | null | undefined): boolean {
  return !!time && Date.parse(time) <= Date.now()
}

function isNear(from: string, to: string): boolean {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  return Date.now() - begin >= (end - begin) * WARNING_SHARE
}

/** A column's sums, and what they are worth by the stage's probability. */
function renderSums({ sums, stage }: BoardColumn, { context: { locale }, pipeline }: FigureGround) {
  if (!pipeline.amountField) return nothing
  const largest = sums.filter(({ amount }) => Number(amount) !== 0).sort((a, b) => Number(b.amount) - Number(a.amount))
  if (largest.length === 0) return html`<p class="sums number"><span class="dash">–</span></p>`
  const { probability, category } = stage
  const weighted =
    probability === undefined || category !== 'open'
      ? []
      : largest.map(({ amount, currency }) => ({ amount: weighAmount(amount, probability), currency }))
  const all = (amounts: readonly Money[]) => amounts.map((sum) => formatMoney(sum, locale)).join(' + ')
  const texts = boardFiguresTexts(locale)
  const exact = weighted.length > 0 ? `${all(largest)} · ${texts.weighted(all(weighted))}` : all(largest)
  return html`<p class="sums number" title=${exact}>
    ${short(largest)}${weighted.length > 0 ? html` · ${texts.weighted(short(weighted))}` : nothing}
  </p>`

  function short(amounts: readonly Money[]): string {
    const shown = amounts.slice(0, MOST_SUMS).map((sum) => formatMoneyShort(sum, locale))
    return shown.join(' + ') + (amounts.length > MOST_SUMS ? ' …' : '')
  }
}
