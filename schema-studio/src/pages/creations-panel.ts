import type { StageCreation } from '@tenon/sdk/contract/stage-creation'
import { css, html } from 'lit'
import { errorText } from '../app/error-text.ts'
import { recordPath } from '../app/route.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

/** Records that stages were to create and have not. */
export class CreationsPanel extends SettingsPanel<StageCreation> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      :host {
        margin-top: var(--tenon-space-8, 32px);
      }
      h2 {
        margin: 0 0 4px;
        font-size: var(--tenon-font-size-md);
      }
      .reason {
        max-width: 44ch;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
    `,
  ]

  protected override async read(): Promise<StageCreation[]> {
    return (await this.app.client.pipelines.creations()).creations
  }

  override render() {
    return html`<div class="top">
        <div>
          <h2>${this.t('creationsTitle')}</h2>
          <p>${this.t('creationsLead')}</p>
        </div>
        <button class="button" @click=${() => void this.load()}>${icon('refresh-cw')} ${this.t('refresh')}</button>
      </div>
      ${this.renderItems({ title: this.t('creationsEmpty'), text: this.t('creationsEmptyText') }, (creations) => this.#renderTable(creations))}`
  }

  #renderTable(creations: StageCreation[]) {
    return html`<table class="table">
      <thead>
        <tr>
          <th scope="col">${this.t('creationWhat')}</th>
          <th scope="col">${this.t('creationFor')}</th>
          <th scope="col">${this.t('creationStage')}</th>
          <th scope="col">${this.t('state')}</th>
          <th scope="col">${this.t('creationReason')}</th>
          <th scope="col"><span class="visually-hidden">${this.t('actions')}</span></th>
        </tr>
      </thead>
      <tbody>
        ${creations.map((creation) => this.#renderRow(creation))}
      </tbody>
    </table>`
  }

  #renderRow(creation: StageCreation) {
    const { label, entity, recordId, title, pipeline, stage, creates, status, error, at } = creation
    const name = this.text(label)
    return html`<tr>
      <td>${name}<br /><small>${creates ? this.text(creates.label) : this.t('creationGone')}</small></td>
      <td><a href=${recordPath(entity, recordId)}>${title}</a></td>
      <td>${this.text(stage.label)}<br /><small>${this.text(pipeline.label)}</small></td>
      <td>
        <span class="chip" data-hue=${status === 'failed' ? 'red' : 'gray'}
          >${this.t(status === 'failed' ? 'creationFailed' : 'creationWaiting')}</span
        ><br /><small>${this.renderTime(at, '')}</small>
      </td>
      <td class="reason">${error ?? ''}</td>
      <td class="row-actions">
        ${this.#action(this.t('creationRetry', { name }), 'rotate-ccw', () => this.#change(creation, 'retryCreation'))}
        ${this.#action(this.t('creationDismiss', { name }), 'x', () => this.#change(creation, 'dismissCreation'))}
      </td>
    </tr>`
  }

  async #change({ history, name }: StageCreation, verb: 'retryCreation' | 'dismissCreation'): Promise<void> {
    try {
      this.items = (await this.app.client.pipelines[verb]({ history, name })).creations
    } catch (error) {
      this.app.toast({ tone: 'critical', text: errorText(error, this.locale) })
      await this.load()
    }
  }

  #action(label: string, symbol: 'rotate-ccw' | 'x', act: () => Promise<void>) {
    return html`<button class="button quiet icon dense" aria-label=${label} title=${label} @click=${() => void act()}>
      ${icon(symbol)}
    </button>`
  }
}
customElements.define('studio-creations', CreationsPanel)
