import type { TeamInfo } from '@tenon/sdk/contract/teams-api'
import { css, html, nothing } from 'lit'
import { errorText } from '../app/error-text.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

interface Person {
  id: string
  name: string
}

/** Teams and who is in them. */
export class TeamsPanel extends SettingsPanel<TeamInfo> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      .people {
        display: grid;
        gap: 6px;
        max-height: 220px;
        overflow-y: auto;
      }
      .people label {
        display: flex;
        gap: 8px;
        align-items: center;
      }
    `,
  ]
  static override properties = {
    ...SettingsPanel.properties,
    people: { state: true },
    edited: { state: true },
  }
  declare people: Person[]
  /** The team that the dialog is about; null for a new one. */
  declare edited: TeamInfo | null

  constructor() {
    super()
    this.people = []
    this.edited = null
  }

  protected override async read(): Promise<TeamInfo[]> {
    const [teams, people] = await Promise.all([this.app.client.teams.list(), this.app.client.users.list()])
    this.people = people
    return teams
  }

  override render() {
    return html`<div class="top">
        <p>${this.t('teamsLead')}</p>
        <button class="button primary" @click=${() => void this.#open(null)}>${icon('plus')} ${this.t('newTeam')}</button>
      </div>
      ${this.renderItems({ title: this.t('teamsEmpty'), text: this.t('teamsEmptyText') }, (teams) => this.#renderTable(teams))}
      ${this.#renderDialog()}`
  }

  async #open(team: TeamInfo | null): Promise<void> {
    this.edited = team
    await this.updateComplete
    this.openDialog()
  }

  async #save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const values = {
      name: String(data.get('name')).trim(),
      parentId: String(data.get('parent')) || null,
      memberIds: data.getAll('member').map(String),
    }
    await this.run(async () => {
      const { teams } = this.app.client
      const { name } = await (this.edited ? teams.update({ id: this.edited.id, ...values }) : teams.create(values))
      this.app.toast({ tone: 'positive', text: this.t('teamSaved', { name }) })
    })
  }

  async #archive({ id, archived }: TeamInfo): Promise<void> {
    await this.#attempt(async () => {
      await this.app.client.teams.update({ id, archived: !archived })
    })
  }

  async #delete({ id, name }: TeamInfo): Promise<void> {
    const agreed = await this.app.confirm({
      title: this.t('deleteTeamTitle', { name }),
      text: this.t('deleteTeamText'),
      confirm: this.t('deleteTeam', { name }),
      cancel: this.t('cancel'),
      critical: true,
    })
    if (!agreed) return
    await this.#attempt(async () => {
      await this.app.client.teams.delete({ id })
      this.app.toast({ tone: 'positive', text: this.t('teamDeleted', { name }) })
    })
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      await this.load()
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
    }
  }

  #renderTable(teams: TeamInfo[]) {
    const nameOf = (id: string | null) => teams.find((team) => team.id === id)?.name ?? ''
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('name')}</th>
          <th scope="col">${this.t('teamAbove')}</th>
          <th scope="col">${this.t('teamMembers')}</th>
          <th scope="col">${this.t('state')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${teams.map(
          (team) => html`<tr>
            <td>${team.name}</td>
            <td>${nameOf(team.parentId)}</td>
            <td>${this.#memberNames(team)}</td>
            <td>
              <span class="chip" data-hue=${team.archived ? 'gray' : 'green'}
                >${this.t(team.archived ? 'teamArchived' : 'teamInUse')}</span
              >
            </td>
            <td class="row-actions">${this.#renderActions(team)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`
  }

  #memberNames({ memberIds }: TeamInfo): string {
    return this.people
      .filter(({ id }) => memberIds.includes(id))
      .map(({ name }) => name)
      .join(this.locale === 'zh-CN' ? '、' : ', ')
  }

  #renderActions(team: TeamInfo) {
    const { name, archived } = team
    const action = (label: string, symbol: Parameters<typeof icon>[0], act: () => Promise<void>) => html`<button
      class="button quiet icon dense"
      aria-label=${label}
      title=${label}
      @click=${() => void act()}
    >
      ${icon(symbol)}
    </button>`
    return html`${action(this.t('editTeam', { name }), 'pencil', () => this.#open(team))}
    ${action(this.t(archived ? 'restoreTeam' : 'archiveTeam', { name }), archived ? 'archive-restore' : 'archive', () =>
      this.#archive(team),
    )}
    ${action(this.t('deleteTeam', { name }), 'trash-2', () => this.#delete(team))}`
  }

  #renderDialog() {
    const team = this.edited
    const above = (this.items ?? []).filter(
      ({ id, archived }) => id !== team?.id && (!archived || id === team?.parentId),
    )
    return html`<dialog aria-labelledby="title">
      <h2 id="title">${team ? this.t('editTeam', { name: team.name }) : this.t('newTeam')}</h2>
      <form @submit=${this.#save}>
        <div class="field">
          <label class="label" for="name">${this.t('name')}</label>
          <input class="input" id="name" name="name" required maxlength="100" autocomplete="off" value=${team?.name ?? ''} />
        </div>
        <div class="field">
          <label class="label" for="parent">${this.t('teamAbove')}</label>
          <select class="select" id="parent" name="parent">
            <option value="" ?selected=${!team?.parentId}>${this.t('teamNoneAbove')}</option>
            ${above.map(
              ({ id, name }) => html`<option value=${id} ?selected=${id === team?.parentId}>${name}</option>`,
            )}
          </select>
        </div>
        ${this.people.length > 0 ? this.#renderMembers(team) : nothing} ${this.renderDialogActions(this.t('saveTeam'))}
      </form>
    </dialog>`
  }

  #renderMembers(team: TeamInfo | null) {
    return html`<fieldset class="field">
      <legend class="label">${this.t('teamMembers')}</legend>
      <div class="people">
        ${this.people.map(
          ({ id, name }) => html`<label>
            <input
              class="checkbox"
              type="checkbox"
              name="member"
              value=${id}
              ?checked=${team?.memberIds.includes(id) ?? false}
            />${name}
          </label>`,
        )}
      </div>
      <p class="help">${this.t('teamMembersHelp')}</p>
    </fieldset>`
  }
}
customElements.define('studio-teams', TeamsPanel)
