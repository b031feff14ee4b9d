import type { StartBulkInput } from '@tenon/sdk/contract/bulk-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import { MERGE_TAKES, type MergeTake, mergeValues } from '@tenon/sdk/contract/merge-values'
import type { ModelViewEntity } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { errorText } from '../app/error-text.ts'
import { recordTitle } from '../app/record-title.ts'
import { StudioElement } from '../app/studio-element.ts'
import { canChoose, mergeFields } from '../duplicates/merge-choice.ts'
import { mergeGroup, readRecords, SURVIVOR_RULES, type SurvivorRule, survivorOf } from '../duplicates/survivor-rule.ts'
import { icon } from '../icons/icon.ts'
import type { BulkTask } from './bulk-task.ts'
import { mergeQuestionStyles } from './merge-question.styles.ts'
import { questionStyles } from './question.styles.ts'

/** All or nothing is offered up to so many. */
const MAX_WHOLE = 100
/** Groups that are shown as they would become. */
const EXAMPLES = 3

type MergeTask = Extract<BulkTask, { kind: 'merge' }>

/** Asks by which rule groups of records are merged, and shows for a few of them what comes of it. The dialog around it takes the answer by `collect`. */
export class MergeQuestion extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, questionStyles, mergeQuestionStyles]
  static override properties = {
    app: { attribute: false },
    task: { attribute: false },
    survivor: { state: true },
    take: { state: true },
    whole: { state: true },
    examples: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare task: MergeTask
  declare survivor: SurvivorRule
  declare take: MergeTake
  declare whole: boolean
  /** Records of the first groups; null until they are read. */
  declare examples: TenonRecord[][] | null
  declare failure: unknown

  constructor() {
    super()
    this.survivor = 'fullest'
    this.take = 'filled'
    this.whole = false
    this.examples = null
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#readExamples()
  }

  get #schema(): ModelViewEntity | undefined {
    return this.app.model.entities[this.task.entity]
  }

  focusFirst(): void {
    this.element<HTMLElement>('input')?.focus()
  }

  /** What is to be done, as the API takes it. */
  async collect(): Promise<StartBulkInput | null> {
    const { groups, entity } = this.task
    const schema = this.#schema
    if (!schema) return null
    const ids = groups.flatMap(({ records }) => records.map(({ id }) => id))
    const known = await readRecords(this.app, entity, ids)
    const asked = groups.flatMap((group) => {
      const records = group.records.flatMap(({ id }) => known.get(id) ?? [])
      return mergeGroup(group, survivorOf(schema, records, this.survivor)?.id) ?? []
    })
    const mode = this.whole && groups.length <= MAX_WHOLE ? 'allOrNothing' : 'bestEffort'
    return { entity, target: { groups: asked }, operation: { kind: 'merge', take: this.take }, mode }
  }

  /** There is no field that a problem would belong to. */
  async showProblems(problems: readonly Problem[]): Promise<string[]> {
    return problems.map(({ message }) => message)
  }

  async #readExamples(): Promise<void> {
    const shown = this.task.groups.slice(0, EXAMPLES)
    const ids = shown.flatMap(({ records }) => records.map(({ id }) => id))
    try {
      const known = await readRecords(this.app, this.task.entity, ids)
      this.examples = shown.map(({ records }) => records.flatMap(({ id }) => known.get(id) ?? []))
      this.failure = null
    } catch (error) {
      this.failure = error
    }
  }

  override render() {
    const { groups } = this.task
    const plural = this.text(this.#schema?.pluralLabel ?? '')
    return html`<p>${this.t('bulkMergeGroups', { count: groups.length, plural })}</p>
      <fieldset>
        <legend class="label">${this.t('bulkMergeStays')}</legend>
        ${SURVIVOR_RULES.map((rule) => this.#choice('stays', { label: STAYS[rule], on: this.survivor === rule, choose: () => (this.survivor = rule) }))}
      </fieldset>
      <fieldset>
        <legend class="label">${this.t('bulkMergeValues')}</legend>
        ${[...MERGE_TAKES].reverse().map((take) => this.#choice('takes', { label: TAKES[take], on: this.take === take, choose: () => (this.take = take) }))}
      </fieldset>
      ${this.#renderExamples()}
      <div class="notice caution">${icon('triangle-alert')}<p>${this.t('bulkMergeText')}</p></div>
      ${groups.length > 1 && groups.length <= MAX_WHOLE ? this.#renderMode() : nothing}`
  }

  #choice(name: string, { label, on, choose }: Choice) {
    return html`<label class="choice">
      <input type="radio" name=${name} .checked=${on} @change=${choose} /> ${this.t(label)}
    </label>`
  }

  #renderExamples() {
    if (this.failure) {
      return html`<p class="help" role="alert">${errorText(this.failure, this.locale)}
        <button type="button" class="button quiet dense" @click=${() => void this.#readExamples()}>${this.t('tryAgain')}</button>
      </p>`
    }
    if (this.examples === null) return html`<span class="skeleton"></span>`
    const schema = this.#schema
    const examples = this.examples.filter((records) => records.length > 1)
    if (!schema || examples.length === 0) return nothing
    return html`<section aria-labelledby="example">
      <h3 id="example" class="label">${this.t('bulkMergeExample')}</h3>
      <ul>${examples.map((records) => this.#renderExample(schema, records))}</ul>
    </section>`
  }

  #renderExample(schema: ModelViewEntity, records: readonly TenonRecord[]) {
    const kept = survivorOf(schema, records, this.survivor)
    if (!kept) return nothing
    const open = mergeFields(schema).flatMap(([name]) => (canChoose(schema, records, name) ? [name] : []))
    const values = mergeValues({ fields: open, records, kept: kept.id, take: this.take })
    const taken = Object.keys(values).map((name) => this.text(schema.properties[name]?.label ?? name))
    const others = records.filter((record) => record !== kept).map((record) => this.#title(record))
    return html`<li>
      <strong>${this.#title(kept)}</strong>
      <small>${this.t('bulkMergeGoes', { titles: listIn(others, this.locale) })}</small>
      <small>${taken.length === 0 ? this.t('bulkMergeKeeps') : this.t('bulkMergeTakes', { values: listIn(taken, this.locale) })}</small>
    </li>`
  }

  #title(record: TenonRecord): string {
    return recordTitle(this.task.entity, record, { model: this.app.model, locale: this.locale })
  }

  #renderMode() {
    return html`<div>
      <label class="choice">
        <input
          type="checkbox"
          aria-describedby="whole-help"
          .checked=${this.whole}
          @change=${(event: Event) => (this.whole = (event.target as HTMLInputElement).checked)}
        />
        ${this.t('bulkWhole')}
      </label>
      <p class="help" id="whole-help">${this.t('bulkMergeWholeHelp')}</p>
    </div>`
  }
}

interface Choice {
  label: (typeof STAYS)[SurvivorRule] | (typeof TAKES)[MergeTake]
  on: boolean
  choose: () => void
}

const STAYS = {
  fullest: 'bulkMergeStaysFullest',
  oldest: 'bulkMergeStaysOldest',
  newest: 'bulkMergeStaysNewest',
} as const

const TAKES = {
  kept: 'bulkMergeValuesKept',
  filled: 'bulkMergeValuesFilled',
  newest: 'bulkMergeValuesNewest',
} as const

customElements.define('studio-merge-question', MergeQuestion)

declare global {
  interface HTMLElementTagNameMap {
    'studio-merge-question': MergeQuestion
  }
}
