import type { DuplicateGroup, DuplicateGroups, DuplicateSearch } from '@tenon/sdk/contract/duplicates-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { RunFollower } from '../actions/run-follower.ts'
import type { AppServices } from '../app/app-services.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { keepFocus } from '../app/keep-focus.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { listPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import './duplicate-groups.ts'
import type { GroupOpenedEvent, GroupsChosenEvent } from './duplicate-groups.ts'
import { duplicateSearches } from './duplicate-searches.ts'
import './merge-compare.ts'
import { searchWords } from './search-words.ts'

/** Of what was found, read at once, and in all: nobody goes through more. */
const PAGE = 200
const MOST_GROUPS = 5_000

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
    search: { state: true },
    groups: { state: true },
    count: { state: true },
    shown: { state: true },
    failure: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare query: URLSearchParams
  declare rule: string
  /** The newest search; null where there was none, undefined until that is known. */
  declare search: DuplicateSearch | null | undefined
  declare groups: DuplicateGroup[]
  /** How many groups were found, which may be more than are read yet. */
  declare count: number
  declare shown: number
  declare failure: unknown
  #follower: RunFollower<DuplicateSearch> | null = null
  #reading = 0

  constructor() {
    super()
    this.rule = ''
    this.search = undefined
    this.groups = []
    this.count = 0
    this.shown = 0
    this.failure = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.untilRemoved(() => this.#follower?.stop())
    void this.#open()
  }

  get #rules() {
    return this.app.model.entities[this.entity]?.duplicates ?? []
  }

  get #asked() {
    return { entity: this.entity, rule: this.rule || (this.#rules[0]?.name ?? '') }
  }

  #choose(rule: string): void {
    this.rule = rule
    this.search = undefined
    this.groups = []
    this.count = 0
    this.shown = 0
    void this.#open()
  }

  /** What the last search by the rule has found, whoever began it; one that is under way is followed. */
  async #open(): Promise<void> {
    this.#follower?.stop()
    if (this.#rules.length === 0) return
    const asked = this.#asked
    try {
      const search = await this.app.client.duplicates.search(asked)
      if (asked.rule !== this.#asked.rule) return
      this.search = search
      this.failure = null
      if (search?.status === 'running') await this.#follow(async () => search)
      else await this.#read()
    } catch (error) {
      this.failure = error
    }
  }

  async #follow(begin: () => Promise<DuplicateSearch>): Promise<void> {
    this.#follower?.stop()
    this.failure = null
    this.#follower = new RunFollower(this.app.live, duplicateSearches(this.app, this.#asked), () => this.#heard())
    await this.#follower.start(begin).catch((error: unknown) => {
      this.failure = error
    })
  }

  #heard(): void {
    this.search = this.#follower?.run ?? null
    // What is found is shown as it comes.
    if (!this.#follower?.isCancelling) void this.#read()
  }

  /** All groups, page by page; what was read stays until all of it is there. */
  async #read(): Promise<void> {
    const reading = ++this.#reading
    const asked = this.#asked
    try {
      const all: DuplicateGroup[] = []
      let after: string | null = null
      do {
        const page: DuplicateGroups = await this.app.client.duplicates.groups({
          ...asked,
          ...(after !== null && { after }),
          limit: PAGE,
        })
        if (reading !== this.#reading) return
        all.push(...page.groups.filter(({ records }) => records.length > 1))
        this.count = page.count
        after = page.next
      } while (after !== null && all.length < MOST_GROUPS)
      this.groups = all
      this.shown = Math.max(0, Math.min(this.shown, all.length - 1))
      this.failure = null
    } catch (error) {
      if (reading === this.#reading) this.failure = error
    }
  }

  /** What was settled goes with the button that settled it: whoever works by keyboard goes on at the next group. */
  async #goOn(): Promise<void> {
    const giveBack = keepFocus()
    await this.#read()
    await this.updateComplete
    if (document.activeElement !== document.body) return
    const next = this.element<HTMLElement>('.group h2')
    if (next) next.focus()
    else giveBack()
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
    const rule = this.#asked.rule
    return html`<div class="search">
        <label class="label"
          >${this.t('duplicatesRule')}
          <select class="select" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
            ${this.#rules.map(({ name, label }) => html`<option value=${name} ?selected=${name === rule}>${this.text(label)}</option>`)}
          </select>
        </label>
        ${this.#renderButton()}
      </div>
      <p role="status">${searchWords(this.search ?? null, this.count, this.locale)}</p>
      ${this.search?.status === 'running' ? html`<progress max="1" value=${this.search.share} aria-label=${this.t('duplicatesSearch')}></progress>` : nothing}
      ${
        this.failure
          ? html`<p class="help" role="alert">${errorText(this.failure, this.locale)}</p>
              <button class="button dense" @click=${() => void this.#open()}>${this.t('tryAgain')}</button>`
          : nothing
      }
      ${this.#renderGroups()}`
  }

  #renderButton() {
    if (this.app.looksAsOther) return nothing
    if (this.search?.status === 'running') {
      const stop = () =>
        void this.#follower?.cancel().catch((error: unknown) => {
          this.failure = error
        })
      return html`<button class="button" ?disabled=${this.#follower?.isCancelling === true} @click=${stop}>${this.t('duplicatesStop')}</button>`
    }
    const start = () => void this.#follow(() => this.app.client.duplicates.startSearch(this.#asked))
    return html`<button class="button primary" ?disabled=${this.search === undefined && !this.failure} @click=${start}>
      ${this.search ? this.t('duplicatesAgain') : this.t('duplicatesSearch')}
    </button>`
  }

  #renderGroups() {
    const { groups, shown, search } = this
    if (search === undefined) return this.failure ? nothing : html`<span class="skeleton"></span>`
    if (search === null) return emptyState({ title: this.t('duplicatesNotYet'), text: this.t('duplicatesNotYetText') })
    const group = groups[shown]
    if (group === undefined) {
      return search.status === 'running' || this.failure
        ? nothing
        : emptyState({ title: this.t('duplicatesNone'), text: this.t('duplicatesNoneText') })
    }
    const ids = group.records.map(({ id }) => id)
    return html`${this.#renderList(groups)}
      <div class="group">
        <h2 tabindex="-1">${this.t('duplicatesGroup', { number: shown + 1, count: groups.length })}</h2>
        ${this.#renderStep('duplicatesPrevious', shown - 1)} ${this.#renderStep('duplicatesNext', shown + 1)}
      </div>
      ${keyed(
        ids.join(),
        html`<studio-merge-compare
          .app=${this.app}
          .entity=${this.entity}
          .ids=${ids}
          @studio-group-settled=${() => void this.#goOn()}
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

  /** What is merged is no group any more, and what is put back is one again. */
  #mergeAll(groups: readonly DuplicateGroup[]): void {
    const onEnd = () => void (this.isConnected && this.#read())
    this.app.openBulk({ kind: 'merge', entity: this.entity, groups, onEnd })
  }

  #renderStep(label: 'duplicatesPrevious' | 'duplicatesNext', to: number) {
    const go = () => {
      this.shown = to
    }
    return html`<button class="button quiet dense" ?disabled=${!this.groups[to]} @click=${go}>${this.t(label)}</button>`
  }
}
customElements.define('studio-duplicates-page', DuplicatesPage)
