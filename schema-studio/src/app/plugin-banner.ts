import { stateStyles } from '@tenon/web-components/data.styles'
import { css, html, nothing } from 'lit'
import { icon } from '../icons/icon.ts'
import { hookName } from '../plugins/hook-name.ts'
import type { AppServices } from './app-services.ts'
import { pluginPath } from './route.ts'
import { StudioElement } from './studio-element.ts'

/** Tells admins on every page that a plugin's hook was switched off, until one of them resumes it. */
export class PluginBanner extends StudioElement {
  static override styles = [
    StudioElement.styles,
    stateStyles,
    css`
      .notice {
        flex-wrap: nowrap;
        padding-block: var(--tenon-space-2);
        border-width: 0 0 1px;
        border-radius: 0;
      }
      .notice > p {
        flex: 1 1 auto;
      }
      .notice a {
        color: inherit;
        white-space: nowrap;
      }
    `,
  ]
  static override properties = { app: { attribute: false } }
  declare app: AppServices

  override render() {
    const { plugins, model, isAdmin } = this.app
    const off = isAdmin ? plugins.flatMap((plugin) => plugin.health.hooksOff.map(({ hook }) => ({ plugin, hook }))) : []
    const [first] = off
    if (!first) return nothing
    const { plugin, hook } = first
    const names = {
      hook: hookName(hook, { model, locale: this.locale, plugin: plugin.id, contents: plugin.parts }),
      plugin: this.text(plugin.label),
    }
    const text = off.length === 1 ? this.t('banner', names) : this.t('bannerMany', { count: off.length })
    return html`<div class="notice critical" role="alert">
      ${icon('circle-alert')}
      <p>${text}</p>
      <a href=${pluginPath(plugin.id, 'activity')}>${this.t('bannerLook')}</a>
    </div>`
  }
}
customElements.define('studio-plugin-banner', PluginBanner)
