import type { PlanRisk, PlanStep } from '@tenon/sdk/contract/change-plan'
import { css, html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { type IconName, icon } from '../icons/icon.ts'
import type { MessageKey } from '../locales/catalog.ts'
import { lockMeaning } from './lock-meaning.ts'

const RISKS: Record<PlanRisk, { icon: IconName; label: MessageKey }> = {
  safe: { icon: 'shield-check', label: 'riskSafe' },
  caution: { icon: 'triangle-alert', label: 'riskCaution' },
  destructive: { icon: 'circle-alert', label: 'riskDestructive' },
}

/** One step of a plan: what it does, how risky, whom it makes wait, how many rows; its SQL on demand. */
export class PlanStepCard extends StudioElement {
  static override styles = [
    StudioElement.styles,
    css`
      :host {
        display: block;
        border: 1px solid var(--tenon-line);
        border-radius: var(--tenon-radius-card);
        background: var(--tenon-surface);
      }
      .line {
        display: flex;
        gap: var(--tenon-space-3);
        align-items: flex-start;
        padding: var(--tenon-space-3) var(--tenon-space-4);
      }
      .words {
        flex: 1;
        min-width: 0;
      }
      p {
        margin: 0;
        font-weight: var(--tenon-weight-medium);
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--tenon-space-3);
        margin-top: 2px;
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        font-variant-numeric: tabular-nums;
      }
      .risk {
        display: inline-flex;
        gap: 5px;
        align-items: center;
        padding: 0 8px;
        border-radius: 10px;
        font-size: var(--tenon-font-size-xs);
        font-weight: var(--tenon-weight-medium);
        line-height: 20px;
        white-space: nowrap;
      }
      .risk .icon {
        width: 13px;
        height: 13px;
      }
      .safe {
        background: var(--tenon-positive-soft);
        color: var(--tenon-positive-text);
      }
      .caution {
        background: var(--tenon-caution-soft);
        color: var(--tenon-caution-text);
      }
      .destructive {
        background: var(--tenon-critical-soft);
        color: var(--tenon-critical-text);
      }
      details {
        border-top: 1px solid var(--tenon-line);
      }
      summary {
        padding: 6px var(--tenon-space-4);
        color: var(--tenon-text-muted);
        font-size: var(--tenon-font-size-xs);
        cursor: pointer;
      }
      pre {
        margin: 0;
        padding: 0 var(--tenon-space-4) var(--tenon-space-3);
        overflow-x: auto;
        color: var(--tenon-text-muted);
        font-family: var(--tenon-font-mono);
        font-size: var(--tenon-font-size-xs);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ]
  static override properties = { step: { attribute: false } }
  declare step: PlanStep

  override render() {
    const { summary, sql, lock, risk, impact } = this.step
    const { icon: name, label } = RISKS[risk]
    return html`<div class="line">
        <div class="words">
          <p>${this.text(summary)}</p>
          <div class="facts">
            ${impact ? html`<span>${this.#impact(impact)}</span>` : nothing}
            <span title=${lock}>${this.t(lockMeaning(lock))}</span>
          </div>
        </div>
        <span class="risk ${risk}">${icon(name)} ${this.t(label)}</span>
      </div>
      ${
        sql.length > 0
          ? html`<details>
              <summary>${this.t('showSql', { count: sql.length })}</summary>
              <pre><code>${sql.join(';\n')};</code></pre>
            </details>`
          : nothing
      }`
  }

  #impact({ rows, affected }: { rows: number; affected: number }): string {
    return affected > 0 ? this.t('impactAffected', { rows, affected }) : this.t('impactNone', { rows })
  }
}
customElements.define('studio-plan-step', PlanStepCard)
