import type { DuplicateGroup } from '@tenon/sdk/contract/duplicates-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { listPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import './duplicate-groups.ts'
import type { GroupOpenedEvent, GroupsChosenEvent } from './duplicate-groups.ts'
import './merge-compare.ts'

/** Records of an entity that are probably the same thing, group by group; or those that the address names. */
export class DuplicatesPage extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    pageStyles,
    css`
      .lead {
        max-width: 64ch;
        margin: 0 0 var(--tenon-space-4);
        color: var(--tenon-text-muted);
      }
      .search,
      .group {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2) var(--tenon-space-3);
        align-items: end;
        margin-bottom: var(--tenon-space-4);
      }
      .group {
        align-items: center;
      }
      h2 {
        margin: 0;
        font-size: var(--tenon-font-size-md, 1rem);
        font-weight: var(--tenon-weight-medium);
      }
      progress {
        width: min(320px, 100%);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    query: { attribute: false },
    rule: { state: true },
    groups: { state: true },
    shown: { state: true },
    looked: { state: true },
    total: { state: true },
    next: { state: true },
    searching: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  declare rule: string
  /** Null before anything was searched. */
  declare groups: DuplicateGroup[] | null
  declare shown: number
  declare looked: number
  declare total: number
  /** Where the search goes on; null at its end. */
  declare next: string | null
  declare searching: boolean
  declare failure: unknown
  #stop: AbortController | null = null

  constructor() {
    super()
    this.rule = ''
    this.groups = null
    this.shown = 0
    this.looked = 0
    this.total = 0
    this.next = null
    this.searching = false
    this.failure = null
  }

  override disconnectedCallback(): void {
    this.#stop?.abort()
    super.disconnectedCallback()
  }

  get #rules() {
    return this.app.model.entities[this.entity]?.duplicates ?? []
  }

  get #rule(): string {
    return this.rule || (this.#rules[0]?.name ?? '')
  }

  #choose(rule: string): void {
    this.#stop?.abort()
    this.rule = rule
    this.groups = null
    this.next = null
  }

  /** Page by page, until the end or until somebody stops it; from the beginning, or from where it stopped. */
  async #search(from: string | null): Promise<void> {
    const stop = new AbortController()
    this.#stop = stop
    this.searching = true
    this.failure = null
    if (from === null) {
      this.groups = []
      this.shown = 0
      this.looked = 0
    }
    this.next = from
    try {
      do {
        const { next } = this
        const input = { entity: this.entity, rule: this.#rule, ...(next !== null && { after: next }) }
        const page = await this.app.client.duplicates.find(input, { signal: stop.signal })
        if (stop.signal.aborted) return
        this.groups = [...(this.groups ?? []), ...page.groups]
        this.looked += page.looked
        this.total = Math.max(page.total, this.looked)
        this.next = page.next
      } while (this.next !== null && !stop.signal.aborted)
    } catch (error) {
      if (!stop.signal.aborted) this.failure = error
    } finally {
      if (this.#stop === stop) this.searching = false
    }
  }

  /** The group goes, and the next one takes its place. */
  #settled(): void {
    this.groups = this.groups?.filter((_, index) => index !== this.shown) ?? null
    this.shown = Math.max(0, Math.min(this.shown, (this.groups?.length ?? 0) - 1))
  }

  override render() {
    const schema = this.app.model.entities[this.entity]
    const crumbs = schema ? [{ label: this.text(schema.pluralLabel), path: listPath(this.entity) }] : []
    const records = this.query.get('records')?.split(',').filter(Boolean) ?? []
    return html`${pageHeader({ crumbs, title: this.t('duplicates') })}
      <div class="body"><div class="wrap">
        <p class="lead">${this.t('duplicatesLead')}</p>
        ${records.length > 1 ? this.#renderChosen(records) : this.#renderSearch()}
      </div></div>`
  }

  #renderChosen(ids: readonly string[]) {
    const leave = () => void this.app.router.navigate(listPath(this.entity))
    return html`<studio-merge-compare
      .app=${this.app}
      .entity=${this.entity}
      .ids=${ids.slice(0, 20)}
      @studio-group-settled=${leave}
    ></studio-merge-compare>`
  }

  #renderSearch() {
    if (this.#rules.length === 0) {
      return emptyState({ picture: 'joint', title: this.t('duplicatesNoRules'), text: this.t('duplicatesNoRulesText') })
    }
    return html`<div class="search">
        <label class="label"
          >${this.t('duplicatesRule')}
          <select class="select" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
            ${this.#rules.map(({ name, label }) => html`<option value=${name} ?selected=${name === this.#rule}>${this.text(label)}</option>`)}
          </select>
        </label>
        ${this.#renderButton()}
      </div>
      <p role="status">${this.#progress()}</p>
      ${this.searching ? html`<progress max=${this.total || 1} value=${this.looked} aria-label=${this.t('duplicatesSearch')}></progress>` : nothing}
      ${this.failure ? html`<p class="help" role="alert">${errorText(this.failure, this.locale)}</p>` : nothing}
      ${this.#renderGroups()}`
  }

  #renderButton() {
    if (this.searching) {
      const stop = () => {
        this.#stop?.abort()
        this.searching = false
      }
      return html`<button class="button" @click=${stop}>${this.t('duplicatesStop')}</button>`
    }
    const goesOn = this.next !== null
    return html`<button class="button primary" @click=${() => void this.#search(this.next)}>
      ${goesOn ? this.t('duplicatesGoOn') : this.t('duplicatesSearch')}
    </button>`
  }

  #progress(): string {
    if (this.groups === null) return ''
    const count = this.groups.length
    const { looked, total } = this
    const isDone = !this.searching && this.next === null && !this.failure
    return this.t(isDone ? 'duplicatesDone' : 'duplicatesProgress', { looked, total, count })
  }

  #renderGroups() {
    const { groups, shown } = this
    if (groups === null) return emptyState({ title: this.t('duplicatesNotYet'), text: this.t('duplicatesNotYetText') })
    const group = groups[shown]
    if (group === undefined) {
      return this.searching
        ? nothing
        : emptyState({ title: this.t('duplicatesNone'), text: this.t('duplicatesNoneText') })
    }
    const ids = group.records.map(({ id }) => id)
    return html`${this.#renderList(groups)}
      <div class="group">
        <h2>${this.t('duplicatesGroup', { number: shown + 1, count: groups.length })}</h2>
        ${this.#renderStep('duplicatesPrevious', shown - 1)} ${this.#renderStep('duplicatesNext', shown + 1)}
      </div>
      ${keyed(
        ids.join(),
        html`<studio-merge-compare
          .app=${this.app}
          .entity=${this.entity}
          .ids=${ids}
          @studio-group-settled=${() => this.#settled()}
        ></studio-merge-compare>`,
      )}`
  }

  #renderList(groups: readonly DuplicateGroup[]) {
    const access = this.app.model.entities[this.entity]?.access
    return html`<studio-duplicate-groups
      .groups=${groups}
      .shown=${this.shown}
      .mayMerge=${access?.update === true && access.delete}
      @studio-group-opened=${({ index }: GroupOpenedEvent) => {
        this.shown = index
      }}
      @studio-groups-chosen=${(event: GroupsChosenEvent) => this.#mergeAll(event.groups)}
    ></studio-duplicate-groups>`
  }

  /** What is left is searched again: a merge may have been refused. */
  #mergeAll(groups: readonly DuplicateGroup[]): void {
    const onEnd = () => void (this.isConnected && this.#search(null))
    this.app.openBulk({ kind: 'merge', entity: this.entity, groups, onEnd })
  }

  #renderStep(label: 'duplicatesPrevious' | 'duplicatesNext', to: number) {
    const go = () => {
      this.shown = to
    }
    return html`<button class="button quiet dense" ?disabled=${!this.groups?.[to]} @click=${go}>${this.t(label)}</button>`
  }
}
customElements.define('studio-duplicates-page', DuplicatesPage)
