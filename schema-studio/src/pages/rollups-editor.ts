import { ROLLUP_LIMITS, type RollupSchema } from '@tenon/sdk/contract/entity-schema'
import { GROUP_PERIODS, type GroupKey, type GroupPeriod } from '@tenon/sdk/contract/group-records'
import type { ModelDocument, ModelEntity, ModelView } from '@tenon/sdk/contract/model-document'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { canBeSummed, declaredKey, keyOf, newRollup, rollupKeys } from '../draft/set-rollups.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

/** Other totals are kept ready now. */
export class RollupsChangedEvent extends Event {
  readonly rollups: RollupSchema[]

  constructor(rollups: RollupSchema[]) {
    super('studio-rollups-changed')
    this.rollups = rollups
  }
}

const PER: Readonly<Record<GroupPeriod, MessageKey>> = {
  day: 'rollupPerDay',
  week: 'rollupPerWeek',
  month: 'rollupPerMonth',
  quarter: 'rollupPerQuarter',
  year: 'rollupPerYear',
}

/** Which totals over all records are kept ready: by which fields, and sums of which. Fires `studio-rollups-changed`. */
export class RollupsEditor extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: grid;
        gap: var(--tenon-space-2);
      }
      .rollup {
        display: grid;
        gap: var(--tenon-space-2);
        padding: var(--tenon-space-3);
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
        gap: var(--tenon-space-2);
        align-items: end;
      }
      .row.name {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-1) var(--tenon-space-4);
        margin: 0;
        padding: 0;
        border: 0;
      }
      .check {
        display: inline-flex;
        align-items: center;
        gap: var(--tenon-space-2);
      }
      .add {
        justify-self: start;
      }
    `,
  ]
  static override properties = {
    document: { attribute: false },
    entity: { attribute: false },
    rollups: { attribute: false },
  }
  declare document: ModelDocument
  declare entity: ModelEntity
  declare rollups: readonly RollupSchema[]

  #change(rollups: RollupSchema[]): void {
    this.rollups = rollups
    this.dispatchEvent(new RollupsChangedEvent(rollups))
  }

  #edit(index: number, change: (rollup: RollupSchema) => RollupSchema): void {
    this.#change(this.rollups.map((rollup, at) => (at === index ? change(rollup) : rollup)))
  }

  get #keys() {
    return rollupKeys(this)
  }

  override render() {
    const added = newRollup(this, this.rollups)
    return html`${this.rollups.map((rollup, index) => this.#renderRollup(rollup, index))}
      ${
        added === null
          ? nothing
          : html`<button type="button" class="button quiet add" @click=${() => this.#change([...this.rollups, added])}>
              ${icon('plus')} ${this.t('rollupAdd')}
            </button>`
      }`
  }

  #renderRollup(rollup: RollupSchema, index: number) {
    const setName = (event: Event) => {
      const name = (event.target as HTMLInputElement).value.trim()
      this.#edit(index, (before) => ({ ...before, name }))
    }
    return html`<div class="rollup" role="group" aria-label=${this.t('rollupNumber', { number: index + 1 })}>
      <div class="row name">
        <label class="label"
          >${this.t('rollupName')}
          <input class="input" .value=${rollup.name} maxlength="50" required spellcheck="false" @change=${setName} />
        </label>
        ${this.#renderRemove('rollupRemove', () => this.#change(this.rollups.toSpliced(index, 1)))}
      </div>
      ${rollup.groupBy.map((_, at) => this.#renderKey(rollup, index, at))}
      ${
        rollup.groupBy.length < ROLLUP_LIMITS.keys && this.#freeKey(rollup) !== undefined
          ? html`<button type="button" class="button quiet dense add" @click=${() => this.#addKey(index)}>
              ${icon('plus')} ${this.t('rollupKeyAdd')}
            </button>`
          : nothing
      }
      ${this.#renderSums(rollup, index)}
    </div>`
  }

  #freeKey({ groupBy }: RollupSchema) {
    const used = new Set(groupBy.map((key) => keyOf(key).field))
    return [...this.#keys].find(([name]) => !used.has(name))
  }

  #addKey(index: number): void {
    this.#edit(index, (rollup) => {
      const [field, use] = this.#freeKey(rollup) ?? []
      return field === undefined ? rollup : { ...rollup, groupBy: [...rollup.groupBy, declaredKey({ field }, use)] }
    })
  }

  #renderKey({ groupBy }: RollupSchema, index: number, at: number) {
    const { field, per } = keyOf(groupBy[at] ?? '')
    const set = (key: GroupKey) =>
      this.#edit(index, (rollup) => ({
        ...rollup,
        groupBy: rollup.groupBy.map((one, place) => (place === at ? declaredKey(key, this.#keys.get(key.field)) : one)),
      }))
    const chooseField = (event: Event) => set({ field: (event.target as HTMLSelectElement).value })
    return html`<div class="row">
      <label class="label"
        >${this.t('rollupKey', { number: at + 1 })}
        <select class="select" @change=${chooseField}>
          ${[...this.#keys.keys()].map((name) => html`<option value=${name} ?selected=${name === field}>${this.#label(name)}</option>`)}
        </select>
      </label>
      ${this.#renderPeriod({ field, ...(per && { per }) }, set)}
      ${
        groupBy.length > 1
          ? this.#renderRemove('rollupKeyRemove', () =>
              this.#edit(index, (rollup) => ({ ...rollup, groupBy: rollup.groupBy.toSpliced(at, 1) })),
            )
          : html`<span></span>`
      }
    </div>`
  }

  #renderPeriod({ field, per }: GroupKey, set: (key: GroupKey) => void) {
    const use = this.#keys.get(field)
    if (use === 'value' || use === undefined) return html`<span></span>`
    const choose = (event: Event) => {
      const chosen = GROUP_PERIODS.find((period) => period === (event.target as HTMLSelectElement).value)
      set({ field, ...(chosen && { per: chosen }) })
    }
    return html`<label class="label"
      >${this.t('rollupPer')}
      <select class="select" @change=${choose}>
        ${use === 'either' ? html`<option value="" ?selected=${per === undefined}>${this.t('rollupPerValue')}</option>` : nothing}
        ${GROUP_PERIODS.map((period) => html`<option value=${period} ?selected=${period === per}>${this.t(PER[period])}</option>`)}
      </select>
    </label>`
  }

  #renderSums({ sums = [] }: RollupSchema, index: number) {
    const fields = Object.entries(this.entity.properties).filter(([, field]) => canBeSummed(field))
    if (fields.length === 0) return nothing
    const toggle = (name: string) => (event: Event) => {
      const isOn = (event.target as HTMLInputElement).checked
      this.#edit(index, ({ sums: before = [], ...rollup }) => {
        const after = isOn ? [...before, name] : before.filter((one) => one !== name)
        return after.length === 0 ? rollup : { ...rollup, sums: after }
      })
    }
    return html`<fieldset>
      <legend class="label">${this.t('rollupSums')}</legend>
      ${fields.map(
        ([name, { label }]) => html`<label class="check">
          <input
            type="checkbox"
            .checked=${sums.includes(name)}
            ?disabled=${sums.length >= ROLLUP_LIMITS.sums && !sums.includes(name)}
            @change=${toggle(name)}
          />
          ${this.text(label)}
        </label>`,
      )}
    </fieldset>`
  }

  /** A document has all that a label is found by. */
  #label(name: string): string {
    const field = fieldOf(this.document as unknown as ModelView, this.entity.name, name)
    return field === undefined ? name : this.text(field.label)
  }

  #renderRemove(label: MessageKey, remove: () => void) {
    return html`<button type="button" class="button quiet icon dense" title=${this.t(label)} aria-label=${this.t(label)} @click=${remove}>
      ${icon('x')}
    </button>`
  }
}
customElements.define('studio-rollups-editor', RollupsEditor)
