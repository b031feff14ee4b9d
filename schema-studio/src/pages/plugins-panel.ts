import type { PluginInfo } from '@tenon/sdk/contract/plugins-api'
import { css, html, nothing } from 'lit'
import { pluginHue } from '../app/plugin-hue.ts'
import { icon } from '../icons/icon.ts'
import { SettingsPanel } from './settings-panel.ts'

/** Installed plugins with what they may do. */
export class PluginsPanel extends SettingsPanel<PluginInfo> {
  static override styles = [
    ...SettingsPanel.styles,
    css`
      .plugins {
        display: grid;
        gap: var(--tenon-space-3);
        padding: 0;
      }
      article {
        padding: var(--tenon-space-4);
        border-bottom: 1px solid var(--tenon-line);
        background: var(--tenon-surface);
      }
      article:last-child {
        border: 0;
      }
      h2 {
        display: flex;
        gap: var(--tenon-space-3);
        align-items: center;
        margin: 0 0 2px;
        font-size: var(--tenon-font-size-md);
        font-weight: var(--tenon-weight-strong);
      }
      h2 i {
        width: 8px;
        height: 8px;
        border-radius: 50%;
        background: var(--hue);
      }
      article p {
        margin: 0 0 var(--tenon-space-2);
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-sm);
      }
      ul {
        display: grid;
        gap: 4px;
        margin: var(--tenon-space-2) 0 0;
        padding: 0;
        list-style: none;
        font-size: var(--tenon-font-size-xs);
      }
      li {
        display: flex;
        gap: 7px;
        align-items: center;
      }
      li .icon {
        width: 14px;
        height: 14px;
        color: var(--tenon-positive);
      }
      li .icon.off {
        color: var(--tenon-text-faint);
      }
    `,
  ]

  protected override read(): Promise<PluginInfo[]> {
    return this.app.client.plugins.list()
  }

  override render() {
    return html`<div class="top"><p>${this.t('pluginsLead')}</p></div>
      ${this.renderItems(
        { title: this.t('pluginsEmpty'), text: this.t('pluginsLead') },
        (plugins) => html`${plugins.map((plugin) => this.#renderPlugin(plugin))}`,
      )}`
  }

  #renderPlugin({ id, version, label, description, capabilities, grants, entities }: PluginInfo) {
    const names = entities.flatMap((name) => {
      const entity = this.app.model.entities[name]
      return entity ? [this.text(entity.label)] : []
    })
    return html`<article>
      <h2 data-hue=${pluginHue(id)}><i aria-hidden="true"></i>${this.text(label)} <span class="badge">${version}</span></h2>
      ${description ? html`<p>${this.text(description)}</p>` : nothing}
      ${names.length > 0 ? html`<p>${this.t('entities')}: ${new Intl.ListFormat(this.locale, { type: 'unit' }).format(names)}</p>` : nothing}
      <ul aria-label=${this.t('capabilities')}>
        ${capabilities.map(({ capability, reason }) => {
          const granted = grants.includes(capability)
          return html`<li>
            ${icon(granted ? 'shield-check' : 'lock')}
            <span>${this.text(reason)} (${this.t(granted ? 'granted' : 'notGranted')})</span>
            <code>${capability}</code>
          </li>`
        })}
      </ul>
    </article>`
  }
}
customElements.define('studio-plugins', PluginsPanel)
