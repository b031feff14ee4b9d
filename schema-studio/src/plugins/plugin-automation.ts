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
        gap: var(--tenon-space-6);
      }
    `,
  ]
  static override properties = { app: { attribute: false }, plugin: {} }
  declare app: AppServices
  declare plugin: string

  override render() {
    const { app, plugin } = this
    return html`<studio-plugin-schedules .app=${app} .plugin=${plugin}></studio-plugin-schedules>
      <studio-plugin-webhooks .app=${app} .plugin=${plugin}></studio-plugin-webhooks>
      <studio-plugin-tasks .app=${app} .plugin=${plugin}></studio-plugin-tasks>`
  }
}
customElements.define('studio-plugin-automation', PluginAutomation)
