import { css, html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import './plugin-schedules-panel.ts'
import './plugin-tasks-panel.ts'
import './plugin-webhooks-panel.ts'

/** A plugin's panels for what runs without anybody asking. */
export class PluginAutomation extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--tenon-space-8);
      }
      h2 {
        margin: 0 0 var(--tenon-space-1);
        font-size: var(--tenon-font-size-lg);
      }
    `,
  ]
  static override properties = { app: { attribute: false }, plugin: {} }
  declare app: AppServices
  declare plugin: string

  override render() {
    const { app, plugin } = this
    return html`<section>
        <h2>${this.t('schedules')}</h2>
        <studio-plugin-schedules .app=${app} .plugin=${plugin}></studio-plugin-schedules>
      </section>
      <section>
        <h2>${this.t('webhooks')}</h2>
        <studio-plugin-webhooks .app=${app} .plugin=${plugin}></studio-plugin-webhooks>
      </section>
      <section>
        <h2>${this.t('pluginTasks')}</h2>
        <studio-plugin-tasks .app=${app} .plugin=${plugin}></studio-plugin-tasks>
      </section>`
  }
}
customElements.define('studio-plugin-automation', PluginAutomation)
