import type { ChangePlan } from '@tenon/sdk/contract/change-plan'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import { stateStyles } from '@tenon/web-components/data.styles'
import { html, nothing, type PropertyValues } from 'lit'
import { emptyState } from '../app/empty-state.ts'
import { errorText, hasCode } from '../app/error-text.ts'
import { pageStyles } from '../app/page.styles.ts'
import { pageHeader } from '../app/page-header.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { ConflictsChosenEvent } from '../conflicts/conflict-list.ts'
import { icon } from '../icons/icon.ts'
import type { ApprovalPanel } from './approval-panel.ts'
import { changesStyles } from './changes-page.styles.ts'
import { DraftElement } from './draft-element.ts'
import type { FormerNameList } from './former-names.ts'
import type { ParkedList } from './parked-list.ts'
import type { PublishAskedEvent, ScheduleAskedEvent } from './publish-form.ts'
import { isOpenRun, type PublishRunCard, type RunChangedEvent } from './publish-run-card.ts'
import { restoreVersion } from './restore-version.ts'
import type { SchedulePanel } from './schedule-panel.ts'
import type { VersionList } from './version-list.ts'
import '../conflicts/conflict-list.ts'
import { DraftPlanning } from './draft-planning.ts'
import './approval-panel.ts'
import './draft-bar.ts'
import './draft-steps.ts'
import './drift-panel.ts'
import './former-names.ts'
import './parked-list.ts'
import './plan-step.ts'
import './publish-form.ts'
import './publish-run-card.ts'
import './schedule-panel.ts'
import './version-list.ts'

/** What publishing the draft will do to the data, the way to do it, and the versions of before. */
export class ChangesPage extends DraftElement {
  static override styles = [StudioElement.styles, stateStyles, pageStyles, changesStyles]
  static override properties = {
    ...DraftElement.properties,
    plan: { state: true },
    failure: { state: true },
    publishing: { state: true },
    runOpen: { state: true },
    counting: { state: true },
  }
  declare plan: ChangePlan | null
  declare failure: unknown
  declare publishing: boolean
  /** A publish that takes long is under way. */
  declare runOpen: boolean
  /** The rows that the plan will meet are being counted. */
  declare counting: boolean
  #plannedFor = ''
  #planning = new DraftPlanning((state) => Object.assign(this, state))

  constructor() {
    super()
    this.plan = null
    this.failure = null
    this.publishing = false
    this.runOpen = false
    this.counting = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#planning.stop()
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    const { draft } = this.app.drafts
    const wanted = draft ? `${draft.baseVersion}/${draft.revision}` : ''
    if (wanted === this.#plannedFor || this.app.drafts.saving) return
    this.#plannedFor = wanted
    void this.#planAnew()
  }

  async #planAnew(): Promise<void> {
    this.failure = null
    await this.#planning.begin(this.app.client)
  }

  async #publish({ input }: PublishAskedEvent): Promise<void> {
    const { draft } = this.app.drafts
    if (!draft || this.publishing) return
    this.publishing = true
    this.failure = null
    try {
      await this.#follow(await this.app.client.model.publish({ revision: draft.revision, ...input }))
    } catch (error) {
      this.failure = error
      if (hasCode(error, 'VERSION_CONFLICT')) await this.app.drafts.load()
      await this.element<ApprovalPanel>('studio-approvals')?.load()
    } finally {
      this.publishing = false
    }
  }

  async #schedule({ input }: ScheduleAskedEvent): Promise<void> {
    const { draft } = this.app.drafts
    if (!draft || this.publishing) return
    this.publishing = true
    this.failure = null
    try {
      await this.app.client.model.schedulePublish({ revision: draft.revision, ...input })
      this.app.toast({ tone: 'positive', text: this.t('scheduled') })
    } catch (error) {
      this.failure = error
    } finally {
      this.publishing = false
    }
    await this.element<SchedulePanel>('studio-scheduled')?.load()
    await this.element<ApprovalPanel>('studio-approvals')?.load()
  }

  /** What came of publishing: a version that can be undone, or a run that is shown while it goes on. */
  async #follow(outcome: PublishOutcome): Promise<void> {
    if (outcome.version === null) this.app.toast({ tone: 'positive', text: this.t('runBegun') })
    else this.#announce(this.t('publishedVersion', { version: outcome.version }))
    await this.#readAgain()
  }

  async #runChanged({ detail: { run, ended } }: RunChangedEvent) {
    this.runOpen = isOpenRun(run)
    if (!ended) return
    if (run?.status === 'done') {
      const text = this.t('runPublished', { version: run.version ?? 0 })
      // Taking back an admin's last edits would not take back plugins.
      if (run.plugins.length > 0) this.app.toast({ tone: 'positive', text })
      else this.#announce(text)
    }
    await this.#readAgain()
    await this.#planAnew()
  }

  #announce(text: string): void {
    this.app.toast({ tone: 'positive', text, action: { label: this.t('undo'), run: () => this.#undoPublish() } })
  }

  async #undoPublish(): Promise<void> {
    try {
      const { version } = await this.app.client.model.undo()
      const text = version === null ? this.t('runBegun') : this.t('undonePublish', { version })
      this.app.toast({ tone: 'positive', text })
      await this.#readAgain()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  async #restore(version: number): Promise<void> {
    if (await restoreVersion(this.app, { version, locale: this.locale })) await this.#readAgain()
  }

  async #readAgain(): Promise<void> {
    await Promise.all([
      this.app.drafts.load(),
      this.app.reloadModel(),
      this.element<VersionList>('studio-version-list')?.load(),
      this.element<PublishRunCard>('studio-publish-run')?.load(),
      this.element<ParkedList>('studio-parked-list')?.load(),
      this.element<FormerNameList>('studio-former-names')?.load(),
      this.element<ApprovalPanel>('studio-approvals')?.load(),
      this.element<SchedulePanel>('studio-scheduled')?.load(),
    ])
  }

  async #discard(): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('discardDraftTitle'),
      text: this.t('discardDraftText'),
      confirm: this.t('discardDraft'),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (agreed) this.attempt(this.app.drafts.discard())
  }

  override render() {
    const isPending = (this.plan?.steps.length ?? 0) > 0 || this.pendingCount > 0
    return html`${pageHeader({
      title: this.t('changes'),
      actions: html`<studio-draft-bar .app=${this.app}></studio-draft-bar>
          ${isPending ? html`<button class="button" @click=${() => void this.#discard()}>${this.t('discardDraft')}</button>` : nothing}`,
    })}
      <div class="body">
        <div class="columns">
          <section aria-labelledby="plan-title">
            ${this.#renderConflicts()}
            <h2 id="plan-title">${this.t('planTitle')}</h2>
            <studio-publish-run
              .app=${this.app}
              @studio-run-changed=${(event: RunChangedEvent) => void this.#runChanged(event)}
            ></studio-publish-run>
            <studio-scheduled .app=${this.app}></studio-scheduled>
            ${this.#renderPlan()}
          </section>
          <aside aria-labelledby="versions-title">
            <studio-draft-steps .app=${this.app}></studio-draft-steps>
            <h2 id="versions-title">${this.t('versions')}</h2>
            <studio-version-list
              .app=${this.app}
              @studio-undo-publish=${() => void this.#undoPublish()}
              @studio-restore-version=${(event: CustomEvent<number>) => void this.#restore(event.detail)}
            ></studio-version-list>
            <studio-approvals .app=${this.app}></studio-approvals>
            <studio-parked-list .app=${this.app}></studio-parked-list>
            <studio-former-names .app=${this.app}></studio-former-names>
            <studio-drift-panel .app=${this.app} @studio-repaired=${() => void this.#readAgain()}></studio-drift-panel>
          </aside>
        </div>
      </div>`
  }

  #renderConflicts() {
    const conflicts = this.app.drafts.draft?.conflicts ?? []
    if (conflicts.length === 0) return nothing
    return html`<div class="conflicts">
      <h2>${this.t('conflictTitle', { count: conflicts.length })}</h2>
      <studio-conflict-list
        .conflicts=${conflicts}
        .model=${this.app.drafts.draft?.document ?? this.app.model}
        @studio-conflicts-chosen=${(event: ConflictsChosenEvent) => this.attempt(this.app.drafts.choose(event.choices))}
      ></studio-conflict-list>
    </div>`
  }

  #renderPlan() {
    const failure = this.failure ?? (this.app.drafts.draft ? null : this.app.drafts.error)
    const notice = failure
      ? html`<div class="notice critical" role="alert">
          <p>${errorText(failure, this.locale)}</p>
          <button class="button" @click=${() => void this.#planAnew()}>${this.t('tryAgain')}</button>
        </div>`
      : nothing
    if (!this.plan) {
      return html`${notice} ${failure ? nothing : html`<div aria-busy="true"><span class="skeleton"></span><span class="skeleton"></span></div>`}`
    }
    if (this.plan.steps.length === 0) return html`${notice} ${this.#renderNothing()}`
    return html`${notice} ${this.#renderSteps(this.plan)} ${this.#renderPublish(this.plan)}`
  }

  #renderNothing() {
    return emptyState({
      picture: 'joint',
      title: this.t('nothingPending'),
      text: this.t('nothingPendingText'),
      action: html`<a class="button" href="/studio">${this.t('goToEntities')}</a>`,
    })
  }

  #renderSteps({ steps, blockers, counts, dependents }: ChangePlan) {
    const isEstimate = counts === 'estimated'
    return html`<p class="lead">${this.t('planLead', { count: steps.length })}</p>
      ${isEstimate ? this.#renderCounting() : nothing}
      ${blockers.map((blocker) => html`<div class="notice critical">${icon('circle-alert')}<p>${this.text(blocker)}</p></div>`)}
      <ol class="steps">
        ${steps.map(
          (step, at) => html`<li>
            <studio-plan-step
              .step=${step}
              .estimate=${isEstimate}
              .values=${this.#valuesPath(at)}
              .dependents=${dependents.filter((dependent) => dependent.step === at)}
            ></studio-plan-step>
          </li>`,
        )}
      </ol>`
  }

  /** Where all values that the step changes can be had as a file. */
  #valuesPath(step: number): string {
    const { draft } = this.app.drafts
    return draft ? `/api/model/affected.csv?revision=${draft.revision}&step=${step}` : ''
  }

  #renderCounting() {
    if (!this.counting) return html`<p class="counting" role="status">${this.t('planEstimated')}</p>`
    return html`<p class="counting" role="status">
      ${this.t('planCounting')}
      <button class="button" @click=${() => this.#planning.stop()}>${this.t('planStopCounting')}</button>
    </p>`
  }

  #renderPublish(plan: ChangePlan) {
    const isOpen = (this.app.drafts.draft?.conflicts.length ?? 0) > 0
    const waits = isOpen ? 'conflictsFirst' : this.runOpen ? 'runBlocksPublish' : null
    return html`<studio-publish-form
      .plan=${plan}
      .waits=${waits}
      .counting=${this.counting}
      .busy=${this.publishing}
      @studio-schedule=${(event: ScheduleAskedEvent) => void this.#schedule(event)}
      @studio-publish=${(event: PublishAskedEvent) => void this.#publish(event)}
    ></studio-publish-form>`
  }
}
customElements.define('studio-changes', ChangesPage)
