import type { TransitionApproval, TransitionRule } from '@tenon/sdk/contract/pipeline-schema'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { icon } from '../icons/icon.ts'
import { knownRoles } from './known-roles.ts'
import { isChecked, PipelineElement } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderPicks } from './render-picks.ts'
import { bothLabels, renderWords } from './render-words.ts'
import type { RolesChosenEvent } from './role-picks.ts'
import './role-picks.ts'

/** Who may make certain moves, and who has to agree to them. */
export class TransitionRules extends PipelineElement {
  static override styles = [StudioElement.styles, pipelinePartStyles]

  get #rules(): TransitionRule[] {
    return this.pipeline.transitionRules ?? []
  }

  #set(rules: TransitionRule[]): void {
    this.change({ transitionRules: rules.length > 0 ? rules : undefined })
  }

  #edit(at: number, change: { [K in keyof TransitionRule]?: TransitionRule[K] | undefined }): void {
    this.#set(
      this.#rules.map((rule, index) => {
        if (index !== at) return rule
        const kept = Object.entries({ ...rule, ...change }).filter(([, value]) => value !== undefined)
        return Object.fromEntries(kept) as unknown as TransitionRule
      }),
    )
  }

  #approve(at: number, { approval }: TransitionRule, change: Partial<TransitionApproval>): void {
    const { manager, roles } = { ...approval, ...change }
    const next = { ...(manager === true && { manager }), ...(roles !== undefined && roles.length > 0 && { roles }) }
    this.#edit(at, { approval: Object.keys(next).length > 0 ? next : undefined })
  }

  #add(): void {
    const label = { en: 'Needs an agreement', 'zh-CN': '需要审批' }
    const taken = this.#rules.map(({ name }) => name)
    this.#set([...this.#rules, { name: fieldNameFrom('rule', taken), label, approval: { manager: true } }])
  }

  override render() {
    return html`<p class="lead">${this.t('moveRulesLead')}</p>
      <div class="stack">
        ${this.#rules.map((rule, at) => this.#renderRule(rule, at))}
        <button type="button" class="button add" @click=${() => this.#add()}>${icon('plus')} ${this.t('moveRuleAdd')}</button>
      </div>`
  }

  #renderRule(rule: TransitionRule, at: number) {
    const words = this.text(rule.label)
    return html`<fieldset>
      <legend>${words}</legend>
      <div class="grid">
        ${renderWords({
          id: `rule-${at}`,
          locale: this.locale,
          value: rule.label,
          label: bothLabels(this.locale),
          change: (label) => this.#edit(at, { label }),
        })}
      </div>
      <div class="grid">${this.#renderStages(rule, at, 'from')} ${this.#renderStages(rule, at, 'to')}</div>
      <div class="grid">
        <studio-role-picks
          .legend=${this.t('moveRuleRoles')}
          .known=${knownRoles(this.document, this.roleLabels)}
.labels=${this.roleLabels}
          .chosen=${rule.roles ?? []}
          @studio-roles-chosen=${({ roles }: RolesChosenEvent) => this.#edit(at, { roles: roles.length > 0 ? roles : undefined })}
        ></studio-role-picks>
        ${this.#renderApproval(rule, at)}
      </div>
      ${this.problemsAt(`/transitionRules/${at}`)}
      <button
        type="button"
        class="button quiet add"
        aria-label=${this.t('moveRuleRemoveOf', { rule: words })}
        @click=${() => this.#set(this.#rules.toSpliced(at, 1))}
      >
        ${icon('trash-2')} ${this.t('moveRuleRemove')}
      </button>
    </fieldset>`
  }

  #renderStages(rule: TransitionRule, at: number, side: 'from' | 'to') {
    return renderPicks({
      legend: this.t(side === 'from' ? 'moveRuleFrom' : 'moveRuleTo'),
      help: this.t('moveRuleAny'),
      options: this.pipeline.stages.map(({ name }) => ({ value: name, label: this.stageLabel(name) })),
      chosen: rule[side] ?? [],
      change: (chosen) => this.#edit(at, { [side]: chosen.length > 0 ? chosen : undefined }),
    })
  }

  #renderApproval(rule: TransitionRule, at: number) {
    return html`<div class="stack">
      <label class="check">
        <input
          class="checkbox"
          type="checkbox"
          .checked=${rule.approval?.manager ?? false}
          @change=${(event: Event) => this.#approve(at, rule, { manager: isChecked(event) })}
        />${this.t('moveRuleManager')}
      </label>
      <studio-role-picks
        .legend=${this.t('moveRuleApprovers')}
        .known=${knownRoles(this.document, this.roleLabels)}
.labels=${this.roleLabels}
        .chosen=${rule.approval?.roles ?? []}
        @studio-roles-chosen=${({ roles }: RolesChosenEvent) => this.#approve(at, rule, { roles })}
      ></studio-role-picks>
      ${rule.roles === undefined && rule.approval === undefined ? html`<p class="error">${this.t('moveRuleEmpty')}</p>` : nothing}
    </div>`
  }
}
customElements.define('studio-transition-rules', TransitionRules)
