import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { html, nothing } from 'lit'
import { moveIcon } from '../internal/icons.ts'
import { fieldOf } from '../value/field-of.ts'
import { isEmptyValue } from '../value/format-value.ts'
import { isStale, withStale } from '../value/render-stale.ts'
import { renderValue } from '../value/render-value.ts'
import { cardFields } from './board-query.ts'
import { type BoardView, titleOf } from './board-view.ts'
import { renderRefusal } from './render-refusal.ts'

/** Title, two fields at most, and how long the record has been in the stage. */
export function renderCard(record: TenonRecord, view: BoardView) {
  const { id } = record
  const title = titleOf(record, view)
  const refusal = view.refusals.get(id)
  const [first, second] = cardFields(view.pipeline, view.context.model)
  const classes = [
    'card',
    view.moving?.recordId === id ? 'lifted' : '',
    view.pending.has(id) ? 'pending' : '',
    refusal ? 'refused' : '',
  ]
  return html`<li>
    <article
      class=${classes.join(' ')}
      part="card"
      data-id=${id}
      tabindex=${view.active === id ? 0 : -1}
      aria-label=${title}
      aria-describedby="instructions"
      @pointerdown=${(event: PointerEvent) => view.canMove && view.onGrab(event, id)}
      @click=${() => view.onOpen(id)}
    >
      <header><span class="card-title">${title}</span>${view.canMove ? renderMenuButton(record, title, view) : nothing}</header>
      ${first ? renderCardField(record, first, view) : nothing}
      <footer>${second ? renderCardField(record, second, view) : nothing}${view.figures?.renderStay(record, view)}</footer>
    </article>
    ${refusal ? renderRefusal(id, refusal, view) : nothing}
  </li>`
}

function renderMenuButton({ id }: TenonRecord, title: string, view: BoardView) {
  const open = (event: Event) => {
    event.stopPropagation()
    view.onMenu(id)
  }
  return html`<button
    type="button"
    class="button quiet icon menu-button"
    tabindex=${view.active === id ? 0 : -1}
    aria-haspopup="menu"
    aria-label=${view.texts.moveCard(title)}
    title=${view.texts.moveTo}
    @click=${open}
  >
    ${moveIcon}
  </button>`
}

function renderCardField(record: TenonRecord, field: string, { pipeline, context }: BoardView) {
  const schema = fieldOf(context.model, pipeline.entity, field)
  const value = record[field] as JsonValue | undefined
  if (!schema || (isEmptyValue(value) && !isStale(record, field))) return nothing
  const label = textIn(schema.label, context.locale)
  return html`<p title=${label}>
    <span class="visually-hidden">${label}: </span>${withStale(
      renderValue(value, schema, { ...context, labels: record.$labels }),
      { record, field, locale: context.locale },
    )}
  </p>`
}
