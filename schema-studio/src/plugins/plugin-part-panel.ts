import { css } from 'lit'
import { SettingsPanel } from '../pages/settings-panel.ts'

/** Base of the panels about one plugin: they read again when they are given another one. */
export abstract class PluginPartPanel<Item> extends SettingsPanel<Item> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      .top {
        flex-wrap: wrap;
      }
    `,
  ]
  static override properties = { ...SettingsPanel.properties, plugin: {} }
  /** Its id. */
  declare plugin: string

  override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get('plugin')
    if (before === undefined || before === this.plugin) return
    this.items = null
    void this.load()
  }
}
