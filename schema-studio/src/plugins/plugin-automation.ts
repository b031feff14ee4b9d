import { css } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'

/** What runs without anybody asking, from top to bottom. A panel is shown as soon as this file imports its element. */
const PANELS = ['tenon-plugin-tasks-panel', 'tenon-plugin-schedules-panel', 'tenon-plugin-webhooks-panel']

/** The panels that there are; without any, a plugin's page has no such tab. */
export function automationPanels(): string[] {
  return PANELS.filter((tag) => customElements.get(tag) !== undefined)
}

/** A plugin's panels for what runs by itself; each gets `app` and, as `plugin`, the plugin's id. */
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
  readonly #panels = automationPanels().map((tag) => document.createElement(tag))

  override render() {
    for (const panel of this.#panels) Object.assign(panel, { app: this.app, plugin: this.plugin })
    return this.#panels
  }
}
customElements.define('studio-plugin-automation', PluginAutomation)
