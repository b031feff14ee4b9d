import type { TenonClient } from '@tenon/sdk/client'
import { ROLLUP_LIMITS, type RollupSchema } from '@tenon/sdk/contract/entity-schema'
import { GROUP_PERIODS, type GroupKey, type GroupPeriod } from '@tenon/sdk/contract/group-records'
import type { ModelDocument, ModelEntity, ModelView } from '@tenon/sdk/contract/model-document'
import type { RollupState } from '@tenon/sdk/contract/rollup-state'
import { fieldOf } from '@tenon/web-components/value/field-of'
import { css, html, nothing, type PropertyValues } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { canBeSummed, declaredKey, keyOf, newRollup, rollupKeys } from '../draft/set-rollups.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { renderRollupState } from './rollup-states.ts'
import { renderAdd, renderRemove, ruleCardStyles } from './rule-cards.ts'

/** Other totals are kept ready now. */
export class RollupsChangedEvent extends Event {
  readonly rollups: RollupSchema[]

  constructor(rollups: RollupSchema[]) {
    super('studio-rollups-changed')
    this.rollups = rollups
  }
}

const LOOK_AGAIN_MS = 2_000
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
    ruleCardStyles,
    css`
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
      .state {
        margin: 0;
      }
    `,
  ]
  static override properties = {
    document: { attribute: false },
    entity: { attribute: false },
    rollups: { attribute: false },
    client: { attribute: false },
    states: { state: true },
  }
  declare document: ModelDocument
  declare entity: ModelEntity
  declare rollups: readonly RollupSchema[]
  declare client: TenonClient
  /** Of the model in force. */
  declare states: readonly RollupState[]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    super()
    this.states = []
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('entity') && this.rollups.length > 0) void this.#readStates()
  }

  /** Looks again while one of the entity's is not ready. What cannot be read is not told: it keeps nobody from editing. */
  async #readStates(): Promise<void> {
    clearTimeout(this.#timer)
    const states = await this.client.model.rollups().catch(() => null)
    if (states === null || !this.isConnected) return
    this.states = states.filter(({ entity }) => entity === this.entity.name)
    if (this.states.some(({ state }) => state !== 'ready'))
      this.#timer = setTimeout(() => void this.#readStates(), LOOK_AGAIN_MS)
  }

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
      ${added === null ? nothing : renderAdd(this.t('rollupAdd'), () => this.#change([...this.rollups, added]))}`
  }

  #renderRollup(rollup: RollupSchema, index: number) {
    const setName = (event: Event) => {
      const name = (event.target as HTMLInputElement).value.trim()
      this.#edit(index, (before) => ({ ...before, name }))
    }
    return html`<div class="rule" role="group" aria-label=${this.t('rollupNumber', { number: index + 1 })}>
      <div class="row name">
        <label class="label"
          >${this.t('rollupName')}
          <input class="input" .value=${rollup.name} maxlength="50" required spellcheck="false" @change=${setName} />
        </label>
        ${renderRemove(this.t('rollupRemove'), () => this.#change(this.rollups.toSpliced(index, 1)))}
      </div>
      ${renderRollupState(this.states.find(({ name }) => name === rollup.name))}
      ${rollup.groupBy.map((_, at) => this.#renderKey(rollup, index, at))}
      ${
        rollup.groupBy.length < ROLLUP_LIMITS.keys && this.#freeKey(rollup) !== undefined
          ? renderAdd(this.t('rollupKeyAdd'), () => this.#addKey(index), { dense: true })
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
          ? renderRemove(this.t('rollupKeyRemove'), () =>
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
}
customElements.define('studio-rollups-editor', RollupsEditor)
