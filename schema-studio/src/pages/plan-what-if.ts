import type { StageWhatIf } from '@tenon/sdk/contract/stage-what-if'
import { css, html, nothing } from 'lit'
import { recordPath } from '../app/route.ts'
import { StudioElement } from '../app/studio-element.ts'
import { icon } from '../icons/icon.ts'

/** What new rules of stages would mean for the records that are in them now, with the way to some of them. */
export class PlanWhatIf extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        padding: 0 var(--tenon-space-4) var(--tenon-space-3);
        font-size: var(--tenon-font-size-xs);
      }
      ul {
        display: grid;
        gap: var(--tenon-space-3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .count {
        display: inline-flex;
        gap: 4px;
        align-items: center;
        color: var(--tenon-text-muted);
      }
      .count.failing {
        color: var(--tenon-caution-text);
      }
      .count .icon {
        width: 12px;
        height: 12px;
      }
      .samples {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 10px;
        margin-top: 2px;
      }
      a {
        color: var(--tenon-text);
        text-underline-offset: 2px;
      }
    `,
  ]
  static override properties = { rules: { attribute: false } }
  declare rules: readonly StageWhatIf[]

  constructor() {
    super()
    this.rules = []
  }

  override render() {
    return html`<ul>
      ${this.rules.map((rule) => html`<li>${this.#renderRule(rule)}</li>`)}
    </ul>`
  }

  #renderRule({ stageLabel, text, failing, records, reason, samples, entity }: StageWhatIf) {
    const words =
      failing === null
        ? this.t('whatIfUnknown', { reason: reason ? this.text(reason) : '' })
        : this.t('whatIfCount', { failing, records })
    const isFailing = (failing ?? 0) > 0
    return html`<p><b>${this.text(stageLabel)}</b> · ${this.text(text)}</p>
      <p class="count ${isFailing ? 'failing' : ''}">${isFailing ? icon('triangle-alert') : nothing} ${words}</p>
      ${
        samples.length > 0
          ? html`<div class="samples">
              ${samples.map(({ id, title }) => html`<a href=${recordPath(entity, id)}>${title ?? this.t('whatIfUntitled')}</a>`)}
            </div>`
          : nothing
      }`
  }
}
customElements.define('studio-plan-what-if', PlanWhatIf)
