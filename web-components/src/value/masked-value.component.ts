import type { TenonClient } from '@tenon/sdk/client'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { css, html, LitElement, type PropertyValues } from 'lit'
import { chipStyles, detailStyles } from '../data.styles.ts'
import { ValueRevealedEvent } from '../events/value-revealed-event.ts'
import { errorBody } from '../internal/error-body.ts'
import { renderDetails } from './render-details.ts'
import { valueTexts } from './value.texts.ts'
import type { ValueContext } from './value-context.ts'

/** A sensitive value: dots, and for who may see it a button that shows it. Fires `tenon-value-revealed`. */
export class MaskedValue extends LitElement {
  static override styles = [
    chipStyles,
    detailStyles,
    css`
      :host {
        display: inline-flex;
        gap: 6px;
        align-items: baseline;
      }
      .dots {
        color: var(--tenon-text-muted);
        letter-spacing: 0.1em;
      }
      button {
        padding: 0 4px;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--tenon-accent-text, var(--tenon-text));
        font: inherit;
        font-size: var(--tenon-font-size-xs);
        text-decoration: underline;
        cursor: pointer;
      }
      .error {
        color: var(--tenon-critical-text);
        font-size: var(--tenon-font-size-xs);
      }
      .visually-hidden {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      @media print {
        button {
          display: none;
        }
      }
    `,
  ]
  static override properties = {
    client: { attribute: false },
    entity: {},
    recordId: { attribute: false },
    version: { attribute: false },
    field: {},
    schema: { attribute: false },
    context: { attribute: false },
    shown: { state: true },
    problem: { state: true },
    busy: { state: true },
  }
  declare client: TenonClient | null
  declare entity: string
  declare recordId: string
  /** Of the record: a value that was shown is not one of the record as it is after a change. */
  declare version: number
  declare field: string
  declare schema: ValueField
  declare context: ValueContext
  /** What was answered; null while it is masked. */
  declare shown: { value: JsonValue } | null
  declare problem: string
  declare busy: boolean

  constructor() {
    super()
    this.client = null
    this.entity = ''
    this.recordId = ''
    this.version = 0
    this.field = ''
    this.shown = null
    this.problem = ''
    this.busy = false
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!(['entity', 'recordId', 'version', 'field'] as const).some((name) => changed.has(name))) return
    this.shown = null
    this.problem = ''
  }

  protected override render() {
    const { context, field, schema, entity, shown } = this
    const texts = valueTexts(context.locale)
    const label = texts.label(schema.label)
    if (shown !== null) {
      return html`<span>${renderDetails(shown.value, schema, context)}</span>
        <button type="button" aria-label=${texts.hide(label)} @click=${this.#hide}>${texts.hideShort}</button>`
    }
    const mayReveal = context.model.entities[entity]?.access.revealableFields?.includes(field) === true
    const help = mayReveal ? texts.revealHelp : texts.maskedHelp
    return html`<span class="dots" title=${help} aria-hidden="true">•••</span>
      <span class="visually-hidden">${texts.masked}</span>
      ${
        mayReveal && this.client
          ? html`<button
              type="button"
              title=${help}
              aria-label=${texts.reveal(label)}
              aria-disabled=${this.busy}
              @click=${this.#reveal}
            >
              ${texts.revealShort}
            </button>`
          : ''
      }
      <span class="error" role="alert">${this.problem}</span>`
  }

  #reveal = async (event: Event) => {
    event.stopPropagation()
    const { client, entity, recordId, field } = this
    if (!client || this.busy) return
    this.busy = true
    this.problem = ''
    try {
      const answer = await client.records.reveal({ entity, id: recordId, field })
      // The element may stand for another record by now.
      if (this.recordId !== recordId || this.field !== field) return
      this.shown = answer
      this.dispatchEvent(new ValueRevealedEvent(field, answer.value))
    } catch (error) {
      this.problem = errorBody(error).message
    } finally {
      this.busy = false
    }
  }

  #hide = (event: Event) => {
    event.stopPropagation()
    this.shown = null
  }
}
