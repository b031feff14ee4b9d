import type { Delegation } from '@tenon/sdk/contract/access-api'
import { formatDateTime } from '@tenon/web-components/value/format-date'
import { html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

/** Who stands in for whom, and until when: one's own for everybody, all of them for admins. */
export class StandInsPanel extends SettingsPanel<Delegation> {
  protected override read(): Promise<Delegation[]> {
    return this.app.client.access.delegations()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const read = (name: string) => String(data.get(name) ?? '')
    const moment = (name: string) => new Date(read(name)).toISOString()
    const absentId = read('absent')
    await this.run(async () => {
      const times = { from: moment('from'), until: moment('until') }
      const { standIn } = await this.app.client.access.delegate({
        ...(absentId !== '' && { absentId }),
        standInId: read('standIn'),
        ...times,
      })
      this.app.toast({ tone: 'positive', text: this.t('standInSaved', { name: standIn.name }) })
    })
  }

  async #end({ id }: Delegation): Promise<void> {
    try {
      this.items = await this.app.client.access.endDelegation({ id })
      this.app.toast({ tone: 'positive', text: this.t('standInEnded') })
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('standInLead')}</p>
        ${
          this.app.looksAsOther
            ? nothing
            : html`<button class="button primary" @click=${() => this.openDialog()}>${icon('plus')} ${this.t('addStandIn')}</button>`
        }
      </div>
      ${this.renderItems({ title: this.t('standInsEmpty'), text: this.t('standInsEmptyText') }, (items) => this.#renderTable(items))}
      ${this.#renderDialog()}`
  }

  #renderTable(items: Delegation[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('standInFor')}</th>
          <th scope="col">${this.t('standsIn')}</th>
          <th scope="col">${this.t('standInFrom')}</th>
          <th scope="col">${this.t('standInUntil')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('standInEnd')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (one) => html`<tr>
            <td>${one.absent.name}</td>
            <td>${one.standIn.name}</td>
            <td>${formatDateTime(one.from, this.locale)}</td>
            <td>${formatDateTime(one.until, this.locale)}</td>
            <td class="end">
              ${
                this.app.looksAsOther
                  ? nothing
                  : html`<button class="button quiet dense" @click=${() => void this.#end(one)}>${this.t('standInEnd')}</button>`
              }
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  #renderDialog() {
    const me = this.app.session.user.id
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${this.t('addStandIn')}</h2>
      <form @submit=${this.#save}>
        ${this.app.isAdmin ? this.#renderPerson('absent', this.t('standInFor'), me) : nothing}
        ${this.#renderPerson('standIn', this.t('standsIn'), null)}
        ${this.#renderTime('from', this.t('standInFrom'))} ${this.#renderTime('until', this.t('standInUntil'))}
        ${this.renderDialogActions(this.t('add'))}
      </form>
    </dialog>`
  }

  #renderPerson(name: string, label: string, chosen: string | null) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <select class="select" id=${name} name=${name} required>
        ${chosen === null ? html`<option value="">${this.t('choose')}</option>` : nothing}
        ${this.app.model.users.map(
          (user) => html`<option value=${user.id} ?selected=${user.id === chosen}>${user.name}</option>`,
        )}
      </select>
    </div>`
  }

  #renderTime(name: string, label: string) {
    return html`<div class="field">
      <label class="label" for=${name}>${label}</label>
      <input class="input" id=${name} name=${name} type="datetime-local" required />
    </div>`
  }
}
customElements.define('studio-stand-ins', StandInsPanel)
