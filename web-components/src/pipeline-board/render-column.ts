import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { plusIcon } from '../internal/icons.ts'
import { numberFormat } from '../value/number-format.ts'
import type { BoardColumn } from './board-data.ts'
import { type BoardView, isAllowed, labelOfStage } from './board-view.ts'
import { renderCard } from './render-card.ts'

const HUE_BY_CATEGORY = { open: 'blue', won: 'green', lost: 'gray' } as const

export function renderColumn(column: BoardColumn, view: BoardView) {
  const { stage, records, nextCursor, count } = column
  const { texts, context, moving } = view
  const label = labelOfStage(stage, view)
  const from = moving?.from
  const isTarget = moving?.stage === stage.name && from?.name !== stage.name
  const classes = ['column', isTarget ? 'target' : '', from && !isAllowed(from, stage) ? 'closed' : '']
  return html`<section
    class=${classes.join(' ')}
    part="column"
    data-stage=${stage.name}
    data-hue=${stage.hue ?? HUE_BY_CATEGORY[stage.category]}
    aria-label=${label}
  >
    <header class="column-header">
      <h3 title=${label}>${label}</h3>
      <span class="badge">${numberFormat(context.locale, {}).format(count)}</span>
      ${view.canCreate ? renderAddButton(column, view) : nothing}
      ${view.figures?.renderSums(column, view)}
    </header>
    <div class="cards">
      ${isTarget ? html`<p class="drop-here" aria-hidden="true">${texts.dropHere}</p>` : nothing}
      <ul>
        ${repeat(
          records,
          ({ id }) => id,
          (record) => renderCard(record, view),
        )}
      </ul>
      ${records.length === 0 && !isTarget ? html`<p class="none">${texts.emptyStage}</p>` : nothing}
      ${
        nextCursor === null
          ? nothing
          : html`<button type="button" class="button quiet dense more" @click=${() => view.onShowMore(column)}>
              ${texts.showMore(numberFormat(context.locale, {}).format(count))}
            </button>`
      }
    </div>
  </section>`
}

function renderAddButton({ stage }: BoardColumn, view: BoardView) {
  const label = view.texts.add(labelOfStage(stage, view))
  return html`<button
    type="button"
    class="button quiet icon dense"
    aria-label=${label}
    title=${label}
    @click=${() => view.onCreate(stage)}
  >
    ${plusIcon}
  </button>`
}
