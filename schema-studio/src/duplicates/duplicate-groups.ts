import type { DuplicateGroup } from '@tenon/sdk/contract/duplicates-api'
import { listIn } from '@tenon/sdk/contract/list-in'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'

/** Rows that are shown at once; a list of thousands would be slow to draw. */
const PART = 100

/** Somebody wants to see a group closely. */
export class GroupOpenedEvent extends Event {
  readonly index: number

  constructor(index: number) {
    super('studio-group-opened')
    this.index = index
  }
}

/** Somebody wants these groups merged. */
export class GroupsChosenEvent extends Event {
  readonly groups: readonly DuplicateGroup[]

  constructor(groups: readonly DuplicateGroup[]) {
    super('studio-groups-chosen')
    this.groups = groups
  }
}

/** Groups that were found, to be selected for one merge of all, one by one, from one to another with Shift, or all. */
export class DuplicateGroups extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        margin-bottom: var(--tenon-space-4);
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2) var(--tenon-space-3);
        align-items: center;
        min-height: var(--tenon-control-height);
        margin-bottom: var(--tenon-space-2);
      }
      label {
        display: inline-flex;
        gap: var(--tenon-space-2);
        align-items: center;
      }
      ul {
        max-height: 264px;
        margin: 0;
        padding: 0;
        overflow: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        list-style: none;
      }
      li {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
        padding: 0 var(--tenon-space-3);
      }
      li + li {
        border-top: 1px solid var(--tenon-line);
      }
      .open {
        flex: 1;
        min-width: 0;
        justify-content: start;
        overflow: hidden;
        text-align: start;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .open[aria-current='true'] {
        font-weight: var(--tenon-weight-strong);
      }
    `,
  ]
  static override properties = {
    groups: { attribute: false },
    shown: { attribute: false },
    mayMerge: { attribute: false },
    selected: { state: true },
    limit: { state: true },
  }
  declare groups: readonly DuplicateGroup[]
  /** Index of the group that is seen closely. */
  declare shown: number
  /** Whether the person may merge records. */
  declare mayMerge: boolean
  declare selected: ReadonlySet<string>
  declare limit: number
  #last = -1

  constructor() {
    super()
    this.groups = []
    this.shown = 0
    this.mayMerge = false
    this.selected = new Set()
    this.limit = PART
  }

  get #chosen(): DuplicateGroup[] {
    return this.groups.filter((group) => this.selected.has(keyOf(group)))
  }

  /** With Shift, all from the one that was chosen last. */
  #choose(index: number, { on, range }: { on: boolean; range: boolean }): void {
    const from = range && this.#last >= 0 ? this.#last : index
    const keys = this.groups.slice(Math.min(from, index), Math.max(from, index) + 1).map(keyOf)
    const selected = new Set(this.selected)
    for (const key of keys) {
      if (on) selected.add(key)
      else selected.delete(key)
    }
    this.selected = selected
    this.#last = index
  }

  #chooseAll(on: boolean): void {
    this.selected = new Set(on ? this.groups.map(keyOf) : [])
    this.#last = -1
  }

  override render() {
    const { groups } = this
    if (groups.length === 0) return nothing
    return html`${this.mayMerge ? this.#renderBar() : nothing}
      <ul aria-label=${this.t('duplicatesGroups')} tabindex="0">
        ${groups.slice(0, this.limit).map((group, index) => this.#renderGroup(group, index))}
      </ul>
      ${
        groups.length > this.limit
          ? html`<button class="button quiet dense" @click=${() => (this.limit += PART)}>${this.t('duplicatesMoreGroups')}</button>`
          : nothing
      }`
  }

  #renderBar() {
    const count = this.#chosen.length
    const isAll = count === this.groups.length
    return html`<div class="bar">
      <label>
        <input
          class="checkbox"
          type="checkbox"
          .checked=${isAll}
          .indeterminate=${count > 0 && !isAll}
          @change=${(event: Event) => this.#chooseAll((event.target as HTMLInputElement).checked)}
        />${this.t('duplicatesSelectAll')}
      </label>
      ${
        count === 0
          ? nothing
          : html`<span role="status">${this.t('duplicatesSelected', { count })}</span>
              <button class="button primary dense" @click=${() => this.dispatchEvent(new GroupsChosenEvent(this.#chosen))}>
                ${this.t('duplicatesMergeSelected')}
              </button>`
      }
    </div>`
  }

  #renderGroup(group: DuplicateGroup, index: number) {
    const titles = listIn(
      group.records.map(({ title }) => title || this.t('untitled')),
      this.locale,
    )
    const label = this.t('duplicatesSelectGroup', { number: index + 1, titles })
    return html`<li>
      ${
        this.mayMerge
          ? html`<input
              class="checkbox"
              type="checkbox"
              aria-label=${label}
              .checked=${this.selected.has(keyOf(group))}
              @click=${(event: MouseEvent) =>
                this.#choose(index, { on: (event.target as HTMLInputElement).checked, range: event.shiftKey })}
            />`
          : nothing
      }
      <button
        class="button quiet dense open"
        title=${titles}
        aria-current=${this.shown === index}
        @click=${() => this.dispatchEvent(new GroupOpenedEvent(index))}
      >
        ${titles}
      </button>
    </li>`
  }
}

function keyOf({ records }: DuplicateGroup): string {
  return records.map(({ id }) => id).join()
}

customElements.define('studio-duplicate-groups', DuplicateGroups)
