import type {
  FindPersonInput,
  FoundPerson,
  LegalHold,
  PersonInput,
  PersonRecord,
} from '@tenon/sdk/contract/privacy-api'
import { chipStyles, stateStyles, tableStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing, type PropertyValues } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { dialogStyles } from '../app/dialog.styles.ts'
import { emptyState } from '../app/empty-state.ts'
import { errorText } from '../app/error-text.ts'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { EraseDialog } from './erase-dialog.ts'
import type { ErasureList } from './erasure-list.ts'
import './erase-dialog.ts'
import './erasure-list.ts'

/** What is held of one person: found, given out, erased, or kept. `query` may name the record to begin with. */
export class PrivacyPanel extends StudioElement {
  static override styles = [
    StudioElement.styles,
    chipStyles,
    tableStyles,
    stateStyles,
    dialogStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--tenon-space-5);
      }
      .lead {
        max-width: 72ch;
        margin: 0;
        color: var(--tenon-text-muted);
      }
      .find {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-3);
        align-items: end;
      }
      .find .input {
        flex: 1 1 240px;
        width: auto;
        max-width: 420px;
      }
      .scroll {
        overflow-x: auto;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
      }
      .acts {
        display: flex;
        flex-wrap: wrap;
        gap: var(--tenon-space-2);
        justify-content: end;
      }
      h2 {
        margin: 0 0 var(--tenon-space-2);
        font-size: var(--tenon-font-size-md);
      }
    `,
  ]
  static override properties = {
    app: { attribute: false },
    query: { attribute: false },
    found: { state: true },
    holds: { state: true },
    failure: { state: true },
    busy: { state: true },
    toHold: { state: true },
  }
  declare app: AppServices
  declare query: URLSearchParams | undefined
  declare found: FoundPerson | null
  declare holds: LegalHold[]
  declare failure: string | null
  declare busy: boolean
  declare toHold: PersonRecord | null
  #last: FindPersonInput | null = null
  #attempted: () => Promise<void> = async () => undefined

  constructor() {
    super()
    this.found = null
    this.holds = []
    this.failure = null
    this.busy = false
    this.toHold = null
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#readHolds()
    this.untilRemoved(this.app.live.whenBack(() => this.failure !== null && this.#attempt(this.#attempted)))
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const [entity, id] = [this.query?.get('entity'), this.query?.get('id')]
    if (changed.has('query') && entity && id) void this.#find({ record: { entity, id } })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true
    this.failure = null
    this.#attempted = work
    try {
      await work()
    } catch (error) {
      this.failure = errorText(error, this.locale)
    } finally {
      this.busy = false
    }
  }

  #find(input: FindPersonInput): Promise<void> {
    this.#last = input
    return this.#attempt(async () => {
      this.found = await this.app.client.privacy.find(input)
    })
  }

  #readHolds(): Promise<void> {
    return this.#attempt(async () => {
      this.holds = await this.app.client.privacy.holds({})
    })
  }

  async #again(): Promise<void> {
    await this.#readHolds()
    if (this.#last) await this.#find(this.#last)
  }

  /** One that is done at once is not seen to end. */
  async #follow(): Promise<void> {
    await this.element<ErasureList>('studio-erasure-list')?.follow()
    await this.#again()
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const known = String(data.get('known') ?? '').trim()
    void this.#find(data.get('by') === 'phone' ? { phone: known } : { email: known })
  }

  async #release({ entity, id }: PersonInput): Promise<void> {
    await this.#attempt(async () => {
      await this.app.client.privacy.release({ entity, id })
      this.app.toast({ tone: 'positive', text: this.t('holdReleased') })
    })
    await this.#again()
  }

  #askHold(record: PersonRecord): void {
    this.toHold = record
    this.element<HTMLFormElement>('#hold form')?.reset()
    this.element<HTMLDialogElement>('#hold')?.showModal()
  }

  async #hold(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!this.toHold) return
    const { entity, id } = this.toHold
    const reason = String(new FormData(event.target as HTMLFormElement).get('reason') ?? '')
    await this.#attempt(async () => {
      await this.app.client.privacy.hold({ entity, id, reason })
      this.app.toast({ tone: 'positive', text: this.t('holdSaved') })
    })
    this.element<HTMLDialogElement>('#hold')?.close()
    await this.#again()
  }

  override render() {
    return html`<p class="lead">${this.t('privacyLead')}</p>
      <form class="find" @submit=${this.#submit}>
        <label class="label"
          >${this.t('privacyBy')}
          <select class="select" name="by">
            <option value="email">${this.t('privacyByEmail')}</option>
            <option value="phone">${this.t('privacyByPhone')}</option>
          </select>
        </label>
        <input class="input" name="known" required maxlength="320" autocomplete="off" aria-label=${this.t('privacyBy')} />
        <button class="button primary" ?disabled=${this.busy}>${this.t('privacyFind')}</button>
      </form>
      <div role="alert">${
        this.failure
          ? html`<p class="error">${this.failure}</p>
              <button class="button dense" @click=${() => void this.#attempt(this.#attempted)}>${this.t('tryAgain')}</button>`
          : nothing
      }</div>
      ${this.found ? this.#renderFound(this.found) : nothing} ${this.holds.length > 0 ? this.#renderHolds() : nothing}
      <studio-erasure-list .app=${this.app} @studio-erasure-ended=${() => void this.#again()}></studio-erasure-list>
      <studio-erase-dialog
        .app=${this.app}
        @studio-erasure-begun=${() => void this.#follow()}
      ></studio-erase-dialog>
      ${this.#renderHoldDialog()}`
  }

  #renderFound({ records, users, more }: FoundPerson) {
    if (records.length === 0 && users.length === 0)
      return emptyState({ title: this.t('privacyNone'), text: this.t('privacyNoneText') })
    return html`<section aria-label=${this.t('results')}>
      <div class="scroll" tabindex="0" role="region" aria-label=${this.t('results')}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">${this.t('privacyRecord')}</th>
              <th scope="col">${this.t('privacyFoundIn')}</th>
              <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
            </tr>
          </thead>
          <tbody>
            ${records.map((record) => this.#renderRecord(record))}
          </tbody>
        </table>
      </div>
      ${more ? html`<p class="help">${this.t('privacyMore')}</p>` : nothing}
      ${
        users.length > 0
          ? html`<h2>${this.t('privacyUsers')}</h2>
              <p class="help">${this.t('privacyUsersText')}</p>
              <ul>
                ${users.map((user) => html`<li>${user.name} (${user.email})</li>`)}
              </ul>`
          : nothing
      }
    </section>`
  }

  #renderRecord(record: PersonRecord) {
    const { entity, id, title, entityLabel, fields, persons, deleted, held } = record
    return html`<tr>
      <td>
        <a href=${recordPath(entity, id)}>${title || entityLabel}</a> <span class="chip">${entityLabel}</span>
        ${deleted ? html`<span class="chip">${this.t('trashDeleted')}</span>` : nothing}
        ${held === null ? nothing : html`<span class="chip">${this.t('withLabel', { label: this.t('holds'), value: held })}</span>`}
      </td>
      <td>
        ${fields.join(', ')}
        ${persons.map(
          (person) => html`${this.t(record.isPerson ? 'privacyMergedInto' : 'privacyNames')}
            <button class="button quiet dense" @click=${() => void this.#find({ record: person })}>${person.title}</button>`,
        )}
      </td>
      <td><div class="acts">${record.isPerson ? this.#renderActs(record) : nothing}</div></td>
    </tr>`
  }

  #renderActs(record: PersonRecord) {
    const query = new URLSearchParams({ entity: record.entity, id: record.id })
    return html`<a class="button dense" href=${`/api/privacy/export.json?${query}`} download>${this.t('privacyExportJson')}</a>
      <a class="button dense" href=${`/api/privacy/export.csv?${query}`} download>${this.t('privacyExportCsv')}</a>
      ${
        record.held === null
          ? html`<button class="button dense" @click=${() => this.#askHold(record)}>${this.t('holdButton')}</button>
              <button class="button critical dense" @click=${() => void this.element<EraseDialog>('studio-erase-dialog')?.open(record)}>
                ${this.t('privacyErase')}
              </button>`
          : html`<button class="button dense" @click=${() => void this.#release(record)}>${this.t('holdRelease')}</button>`
      }`
  }

  #renderHolds() {
    return html`<section aria-labelledby="holds">
      <h2 id="holds">${this.t('holds')}</h2>
      <ul>
        ${this.holds.map(
          (hold) => html`<li>
            <a href=${recordPath(hold.entity, hold.id)}>${hold.title || hold.entityLabel}</a>: ${hold.reason} (${hold.setBy.name})
            <button class="button quiet dense" @click=${() => void this.#release(hold)}>${this.t('holdRelease')}</button>
          </li>`,
        )}
      </ul>
    </section>`
  }

  #renderHoldDialog() {
    return html`<dialog id="hold" aria-labelledby="hold-title">
      <h2 id="hold-title">${this.t('holdTitle', { title: this.toHold?.title ?? '' })}</h2>
      <form @submit=${this.#hold}>
        <div class="field">
          <label class="label" for="reason">${this.t('holdLabel')}</label>
          <input class="input" id="reason" name="reason" required maxlength="1000" autocomplete="off" />
        </div>
        <div class="actions">
          <button type="button" class="button" @click=${() => this.element<HTMLDialogElement>('#hold')?.close()}>${this.t('cancel')}</button>
          <button class="button primary">${this.t('holdButton')}</button>
        </div>
      </form>
    </dialog>`
  }
}
customElements.define('studio-privacy', PrivacyPanel)
