import type { AccessExplanation, ExplainAccessInput, RecordShare } from '@tenon/sdk/contract/access-api'
import type { TeamInfo } from '@tenon/sdk/contract/teams-api'
import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { errorText } from '../app/error-text.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'

const ACTIONS: Record<ExplainAccessInput['action'], MessageKey> = {
  read: 'rightRead',
  update: 'rightUpdate',
  delete: 'rightDelete',
}

/** With whom one record is shared, and why somebody may see, change or delete it. */
export class AccessDialog extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    dialogStyles,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
      }
      form,
      section {
        display: grid;
        gap: var(--tenon-space-3);
        margin-top: var(--tenon-space-3);
      }
      h3 {
        margin: var(--tenon-space-4) 0 0;
        font-size: var(--tenon-font-size-md);
      }
      ul {
        display: grid;
        gap: var(--tenon-space-2);
        padding: 0;
        margin: 0;
        list-style: none;
      }
      li {
        display: flex;
        gap: var(--tenon-space-2);
        align-items: center;
      }
      li > span {
        flex: 1 1 auto;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
        gap: var(--tenon-space-3);
        align-items: end;
      }
      .check {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      p {
        margin: 0;
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    entity: {},
    recordId: {},
    shares: { state: true },
    teams: { state: true },
    explanation: { state: true },
    problem: { state: true },
  }
  declare app: AppServices
  declare entity: string
  declare recordId: string
  declare shares: RecordShare[]
  declare teams: TeamInfo[]
  declare explanation: AccessExplanation | null
  declare problem: string
  #asked: Pick<ExplainAccessInput, 'action' | 'userId'> = { action: 'read' }

  constructor() {
    super()
    this.shares = []
    this.teams = []
    this.explanation = null
    this.problem = ''
  }

  get #place() {
    return { entity: this.entity, id: this.recordId }
  }

  async open(): Promise<void> {
    this.#asked = { action: 'read' }
    await this.updateComplete
    this.element<HTMLDialogElement>('dialog')?.showModal()
    await this.#attempt(async () => {
      const { access, teams } = this.app.client
      const [shares, all] = await Promise.all([access.shares(this.#place), teams.list()])
      this.shares = shares
      this.teams = all.filter(({ archived }) => !archived)
      this.explanation = await access.explain({ ...this.#place, ...this.#asked })
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.problem = ''
    try {
      await work()
    } catch (error) {
      this.problem = errorText(error, this.locale)
    }
  }

  #explain(change: Partial<ExplainAccessInput>): void {
    const asked = { ...this.#asked, ...change }
    this.#asked = asked
    void this.#attempt(async () => {
      const explanation = await this.app.client.access.explain({ ...this.#place, ...asked })
      // Another person may have been chosen meanwhile.
      if (this.#asked === asked) this.explanation = explanation
    })
  }

  #share(event: SubmitEvent): void {
    event.preventDefault()
    const form = event.target as HTMLFormElement
    const data = new FormData(form)
    const [kind, id = ''] = String(data.get('with')).split(':')
    const day = String(data.get('until') ?? '')
    // Until the end of the day, by the clock of whoever shares.
    const until = day === '' ? null : new Date(`${day}T23:59:59`).toISOString()
    const grantee = { kind: kind === 'team' ? 'team' : 'user', id } as const
    void this.#attempt(async () => {
      const edit = data.get('edit') !== null
      this.shares = await this.app.client.access.share({ ...this.#place, with: grantee, edit, until })
      const name = this.shares.find((share) => share.with.id === id)?.with.name ?? ''
      this.app.toast({ tone: 'positive', text: this.t('shared', { name }) })
      form.reset()
    })
  }

  #unshare({ id, with: { name } }: RecordShare): void {
    void this.#attempt(async () => {
      this.shares = await this.app.client.access.unshare({ ...this.#place, share: id })
      this.app.toast({ tone: 'positive', text: this.t('stoppedSharing', { name }) })
    })
  }

  override render() {
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('accessOf')}</h2>
      ${this.problem === '' ? nothing : html`<div class="notice critical" role="alert"><p>${this.problem}</p></div>`}
      <h3>${this.t('sharedWith')}</h3>
      ${this.#renderShares()} ${this.#renderForm()}
      <h3>${this.t('accessWhy')}</h3>
      ${this.#renderExplanation()}
      <div class="actions">
        <button class="button" @click=${() => this.element<HTMLDialogElement>('dialog')?.close()}>${this.t('close')}</button>
      </div>
    </dialog>`
  }

  #renderShares() {
    if (this.shares.length === 0) return html`<p class="help">${this.t('notShared')}</p>`
    const date = (text: string) => new Date(text).toLocaleDateString(this.locale)
    return html`<ul>
      ${this.shares.map((share) => {
        const { name } = share.with
        return html`<li>
          <span>
            ${name} – ${this.t(share.edit ? 'shareMayEdit' : 'shareMaySee')}${
              share.until === null ? nothing : html`, ${this.t('untilDate', { date: date(share.until) })}`
            }
          </span>
          <button
            class="button quiet icon dense"
            title=${this.t('stopSharing', { name })}
            aria-label=${this.t('stopSharing', { name })}
            @click=${() => this.#unshare(share)}
          >
            ${icon('x')}
          </button>
        </li>`
      })}
    </ul>`
  }

  #renderForm() {
    if (this.app.model.entities[this.entity]?.access.share !== true)
      return html`<p class="help">${this.t('mayNotShare')}</p>`
    // Whoever shares has it.
    const others = this.app.model.users.filter(({ id }) => id !== this.app.session.user.id)
    return html`<form @submit=${this.#share}>
      <div class="pair">
        <div class="field">
          <label class="label" for="with">${this.t('shareWith')}</label>
          <select class="select" id="with" name="with" required>
            <option value="">${this.t('choose')}</option>
            ${others.map(({ id, name }) => html`<option value=${`user:${id}`}>${name}</option>`)}
            ${this.teams.map(({ id, name }) => html`<option value=${`team:${id}`}>${name}</option>`)}
          </select>
        </div>
        <div class="field">
          <label class="label" for="until">${this.t('shareUntil')}</label>
          <input class="input" id="until" name="until" type="date" />
        </div>
      </div>
      <label class="check"><input class="checkbox" type="checkbox" name="edit" /> ${this.t('shareEdit')}</label>
      <div><button class="button primary">${this.t('share')}</button></div>
    </form>`
  }

  #renderExplanation() {
    const value = (event: Event) => (event.target as HTMLSelectElement).value
    const me = this.app.session.user.id
    const chosen = this.#asked.userId ?? me
    return html`<section>
      <div class="pair">
        ${
          this.app.isAdmin
            ? html`<div class="field">
                <label class="label" for="who">${this.t('accessPerson')}</label>
                <select class="select" id="who" @change=${(event: Event) => this.#explain({ userId: value(event) })}>
                  ${this.app.model.users.map(
                    ({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`,
                  )}
                </select>
              </div>`
            : nothing
        }
        <div class="field">
          <label class="label" for="action">${this.t('accessAction')}</label>
          <select
            class="select"
            id="action"
            @change=${(event: Event) => this.#explain({ action: value(event) as ExplainAccessInput['action'] })}
          >
            ${Object.entries(ACTIONS).map(([name, label]) => html`<option value=${name}>${this.t(label)}</option>`)}
          </select>
        </div>
      </div>
      ${
        this.explanation === null
          ? nothing
          : html`<p aria-live="polite"><b>${this.explanation.summary}</b></p>
            <ul>
              ${this.explanation.reasons.map(
                ({ opens, text }) => html`<li>${icon(opens ? 'check' : 'x')} <span>${text}</span></li>`,
              )}
            </ul>`
      }
    </section>`
  }
}
customElements.define('studio-access-dialog', AccessDialog)
