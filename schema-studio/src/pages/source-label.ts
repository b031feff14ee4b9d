import { css, html } from 'lit'
import { pluginHue } from '../app/plugin-hue.ts'
import { type PluginNaming, pluginName } from '../app/plugin-name.ts'

export const sourceStyles = css`
  .source {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    white-space: nowrap;
  }
  .source i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--hue);
  }
`

/** Which plugin a part comes from: its dot and its name; needs `chipStyles` and `sourceStyles`. */
export function sourceLabel(source: string, naming: PluginNaming) {
  return html`<span class="source" data-hue=${pluginHue(source)}><i aria-hidden="true"></i>${pluginName(source, naming)}</span>`
}
