import type { EditChoice, EditChoices, EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import { conflictListStyles } from './conflict-list.styles.ts'
import { conflictPlace } from './conflict-place.ts'
import { conflictValue } from './conflict-value.ts'

/** Which value each conflict gets, as far as it has been chosen. */
export class ConflictsChosenEvent extends Event {
  readonly choices: EditChoices

  constructor(choices: EditChoices) {
    super('studio-conflicts-chosen')
    this.choices = choices
  }
}

/** Every conflict with both values, of which one is chosen. Fires `studio-conflicts-chosen`. */
export class ConflictList extends StudioElement {
  static override styles = [StudioElement.styles, stateStyles, conflictListStyles]
  static override properties = {
    conflicts: { attribute: false },
    choices: { attribute: false },
    model: { attribute: false },
    upgrade: { type: Boolean },
  }
  declare conflicts: readonly EditConflict[]
  declare choices: EditChoices
  declare model: Pick<ModelDocument, 'entities' | 'pipelines' | 'views'>
  /** They come from a plugin's new version that is looked at, not from the draft. */
  declare upgrade: boolean

  constructor() {
    super()
    this.conflicts = []
    this.choices = {}
    this.model = { entities: {}, pipelines: {} }
    this.upgrade = false
  }

  #choose(choices: EditChoices): void {
    this.dispatchEvent(new ConflictsChosenEvent({ ...this.choices, ...choices }))
  }

  #chooseAll(choice: EditChoice): void {
    const fitting = this.conflicts.filter(({ kind }) => kind !== 'unfit' || choice === 'theirs')
    this.#choose(Object.fromEntries(fitting.map(({ path }) => [path, choice])))
  }

  override render() {
    const many = this.conflicts.length > 1
    return html`<p class="lead">${this.t(this.upgrade ? 'conflictUpgradeLead' : 'conflictDraftLead')}</p>
      ${
        many && this.upgrade
          ? html`<div class="all">
              <button type="button" class="button dense" @click=${() => this.#chooseAll('mine')}>${this.t('conflictAllMine')}</button>
              <button type="button" class="button dense" @click=${() => this.#chooseAll('theirs')}>${this.t('conflictAllPlugin')}</button>
            </div>`
          : nothing
      }
      ${this.conflicts.map((conflict, at) => this.#renderConflict(conflict, at))}`
  }

  #renderConflict(conflict: EditConflict, at: number) {
    const place = conflictPlace(conflict, this.model, this.locale)
    return html`<fieldset>
      <legend>${place.map((step, depth) => html`${depth > 0 ? icon('chevron-right') : nothing}<span>${step}</span>`)}</legend>
      ${conflict.kind === 'unfit' ? this.#renderUnfit(conflict, at) : this.#renderSides(conflict, at)}
    </fieldset>`
  }

  #renderSides(conflict: EditConflict, at: number) {
    if (conflict.kind === 'clash') return this.#renderClash(conflict, at)
    const mine = this.t(this.upgrade ? 'conflictMineUpgrade' : 'conflictMine')
    const theirs = this.t(conflict.from === 'plugin' ? 'conflictPlugin' : 'conflictOther')
    // A plugin that says nothing of a part has taken it away.
    const given = conflict.from === 'plugin' ? (conflict.theirs ?? null) : conflict.theirs
    return html`<div class="sides">
      ${this.#renderSide({ conflict, at, choice: 'mine', name: mine, value: conflict.mine })}
      ${this.#renderSide({ conflict, at, choice: 'theirs', name: theirs, value: given })}
    </div>`
  }

  /** What waits beside the draft, why, and what the draft has in its place. */
  #renderClash(conflict: EditConflict, at: number) {
    const [mine, theirs] = [this.t('conflictAside'), this.t('conflictMine')]
    return html`<p class="unfit">${this.t('conflictClash')} ${conflict.reason ?? ''}</p>
      <div class="sides">
        ${this.#renderSide({ conflict, at, choice: 'mine', name: mine, value: conflict.mine })}
        ${this.#renderSide({ conflict, at, choice: 'theirs', name: theirs, value: conflict.theirs })}
      </div>`
  }

  #renderUnfit(conflict: EditConflict, at: number) {
    const name = this.t('conflictUnfitGiveUp')
    return html`<p class="unfit">${this.t('conflictUnfit')}</p>
      <div class="sides">
        ${this.#renderSide({ conflict, at, choice: 'theirs', name, value: conflict.mine })}
      </div>`
  }

  #renderSide({ conflict, at, choice, name, value }: Side) {
    const chosen = this.choices[conflict.path] === choice
    return html`<label class="side" ?data-chosen=${chosen}>
      <input
        type="radio"
        name=${`conflict-${at}`}
        .checked=${chosen}
        @change=${() => this.#choose({ [conflict.path]: choice })}
      />
      <span><b>${name}</b> <span class="value">${conflictValue(value, this.locale)}</span></span>
    </label>`
  }
}

interface Side {
  conflict: EditConflict
  at: number
  choice: EditChoice
  name: string
  value: JsonValue | undefined
}

customElements.define('studio-conflict-list', ConflictList)
