import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { stateStyles } from '@tenon/web-components/data.styles'
import '@tenon/web-components/value-form'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import '../workspace/tag-picker.ts'
import type { TagsPickedEvent } from '../workspace/tags-picked-event.ts'
import { renderDayInput } from './day-input.ts'
import { renderPathSelect } from './field-path-select.ts'
import { type FilterEntity, fieldAt, tagsEntity } from './filter-fields.ts'
import { type ConditionNode, emptyChildren } from './filter-node.ts'
import { FilterNodeEvent } from './filter-node-event.ts'
import { type ChoosableOperator, operatorOf, operatorsOf } from './filter-operators.ts'
import { valueFormOf, valueFromForm, valueToForm } from './value-form-of.ts'

/** The server takes as many ids in a list. */
const MOST_COMPARED = 100

/** One condition of a filter: field, operator in words, and the value by the field's own control. Fires `studio-filter-node`. */
export class FilterConditionRow extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--tenon-space-2);
        align-items: start;
      }
      .parts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        align-items: center;
        min-width: 0;
      }
      .select {
        width: auto;
        max-width: 100%;
      }
      .number {
        width: 96px;
      }
      input[type='date'] {
        width: auto;
      }
      tenon-value-form {
        flex: 1 1 220px;
        min-width: 0;
      }
      .help {
        flex: 1 1 100%;
        margin: 0;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    node: { attribute: false },
    labels: { attribute: false },
  }
  declare app: AppServices
  declare entity: string
  declare node: ConditionNode
  declare labels: Record<string, string>
  #form: FormSchema | null = null
  #values: JsonObject = {}
  /** What the form was made for: it starts over for another field or operator alone. */
  #formFor = ''

  /** Puts the focus where the condition begins. */
  override focus(): void {
    void this.updateComplete.then(() => this.element<HTMLElement>('.path')?.focus())
  }

  /** Whether all that was typed can be read; says what cannot. */
  async check(): Promise<boolean> {
    const form = this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
    return form === null || (await form.collect({ incomplete: true })) !== null
  }

  get #place(): FilterEntity {
    return { model: this.app.model, entity: this.entity, locale: this.locale }
  }

  get #field() {
    const { field } = this.node.condition
    return field === null ? null : fieldAt(this.#place, field)
  }

  get #operator(): ChoosableOperator | undefined {
    const field = this.#field
    if (field === null) return undefined
    const { op, value } = this.node.condition
    const { isNegated = false } = this.node
    const operators = operatorsOf(field.fieldType)
    // Without a value yet it is known by its operator alone.
    const known = operatorOf(field.fieldType, { field: '', op, ...(value !== undefined && { value }) }, isNegated)
    const isLike = (one: ChoosableOperator) => one.op === op && (one.isNegated ?? false) === isNegated
    return known ?? operators.find((one) => isLike(one) && one.fixed === undefined)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('node')) return
    const [field, operator] = [this.#field, this.#operator]
    const path = this.node.condition.field ?? ''
    const hasForm = operator?.value === 'one' || operator?.value === 'several'
    const asks = field !== null && operator !== undefined && hasForm && tagsEntity(this.#place, path) === null
    const formFor = asks ? `${this.node.key} ${path} ${operator.name}` : ''
    if (formFor === this.#formFor) return
    this.#formFor = formFor
    this.#form = asks ? valueFormOf(field, operator) : null
    const value = valueToForm(path, this.node.condition.value)
    this.#values = value === undefined ? {} : { value }
  }

  #change(condition: ConditionNode['condition'], { isNegated = false }: { isNegated?: boolean | undefined }): void {
    const node: ConditionNode = { kind: 'condition', key: this.node.key, condition }
    this.dispatchEvent(new FilterNodeEvent(this.node.key, isNegated ? { ...node, isNegated } : node))
  }

  #chooseField(path: string): void {
    const field = fieldAt(this.#place, path)
    const [first] = field === null ? [] : operatorsOf(field.fieldType)
    const fixed = first?.fixed
    this.#change({ field: path, op: first?.op ?? 'eq', ...(fixed !== undefined && { value: fixed }) }, first ?? {})
  }

  #chooseOperator(event: Event): void {
    const field = this.#field
    const name = (event.target as HTMLSelectElement).value
    const operator = field === null ? undefined : operatorsOf(field.fieldType).find((one) => one.name === name)
    if (operator === undefined) return
    const { field: path, value } = this.node.condition
    const isKept = operator.fixed === undefined && operator.value === this.#operator?.value && value !== undefined
    const next = isKept ? value : operator.fixed
    this.#change({ field: path, op: operator.op, ...(next !== undefined && { value: next }) }, operator)
  }

  #setValue(value: JsonValue | undefined): void {
    const { field, op } = this.node.condition
    this.#change({ field, op, ...(value !== undefined && value !== null && { value }) }, this.node)
  }

  #onFormChange = () => {
    const form = this.element<HTMLElementTagNameMap['tenon-value-form']>('tenon-value-form')
    const [field, path] = [this.#field, this.node.condition.field]
    if (!form || field === null || path === null) return
    const value = form.peek()['value']
    this.#setValue(value === undefined || value === null ? undefined : valueFromForm({ path, field }, value))
  }

  override render() {
    const place = this.#place
    const { field } = this.node.condition
    return html`<div class="row">
      <div class="parts">
        ${renderPathSelect(place, {
          field,
          onField: (path) => this.#chooseField(path),
          onChildren: (path) => this.dispatchEvent(new FilterNodeEvent(this.node.key, emptyChildren(path))),
        })}
        ${this.#renderOperators()} ${this.#renderValue()}
      </div>
      <button
        type="button"
        class="button quiet icon dense"
        aria-label=${this.t('filterRemoveCondition')}
        title=${this.t('filterRemoveCondition')}
        @click=${() => this.dispatchEvent(new FilterNodeEvent(this.node.key, null))}
      >
        ${icon('x')}
      </button>
    </div>`
  }

  #renderOperators() {
    const field = this.#field
    if (field === null) return nothing
    const chosen = this.#operator
    return html`<select class="select" aria-label=${this.t('filterOperator')} @change=${this.#chooseOperator}>
      ${chosen === undefined ? html`<option value="" selected>${this.t('opOther')}</option>` : nothing}
      ${operatorsOf(field.fieldType).map(
        ({ name, words }) =>
          html`<option value=${name} ?selected=${name === chosen?.name}>${this.t(words, { value: '' }).trim()}</option>`,
      )}
    </select>`
  }

  #renderValue() {
    const operator = this.#operator
    if (operator === undefined || operator.value === 'none') return nothing
    if (operator.value === 'day') {
      return renderDayInput(this.node.condition.value, (value) => this.#setValue(value))
    }
    const tagged = tagsEntity(this.#place, this.node.condition.field ?? '')
    if (tagged !== null) return this.#renderTags(tagged)
    return html`<tenon-value-form
      bare
      .client=${this.app.client}
      .model=${this.app.model}
      .form=${this.#form}
      .values=${this.#values}
      .labels=${this.labels}
      .locale=${this.locale}
      @tenon-value-change=${this.#onFormChange}
    ></tenon-value-form>`
  }

  #renderTags(entity: string) {
    const { value } = this.node.condition
    return html`<studio-tag-picker
      existing
      .app=${this.app}
      .entity=${entity}
      .label=${this.t('filterValue')}
      .most=${MOST_COMPARED}
      .ids=${Array.isArray(value) ? value.map(String) : []}
      @studio-tags-picked=${({ ids }: TagsPickedEvent) => this.#setValue(ids.length === 0 ? undefined : ids)}
    ></studio-tag-picker>`
  }
}
customElements.define('studio-filter-condition', FilterConditionRow)

declare global {
  interface HTMLElementTagNameMap {
    'studio-filter-condition': FilterConditionRow
  }
}
