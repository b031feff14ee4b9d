import type { GuardDeclaration, StageGate } from '@tenon/sdk/contract/pipeline-schema'
import { html, nothing } from 'lit'
import { StudioElement } from '../app/studio-element.ts'
import { fieldNameFrom } from '../draft/field-name.ts'
import { icon } from '../icons/icon.ts'
import type { ExpressionChangedEvent } from '../pages/expression-editor.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderPicks } from './render-picks.ts'
import { renderWords } from './render-words.ts'
import { filled, StagePart } from './stage-part.ts'
import '../pages/expression-editor.ts'

/** What entering or leaving a stage asks for: fields, and conditions. Guards of a plugin's code are shown. */
export class GateEditor extends StagePart {
  static override styles = [StudioElement.styles, pipelinePartStyles]
  static override properties = { ...StagePart.properties, gate: {} }
  declare gate: 'entry' | 'exit'

  get #gate(): StageGate {
    return this.stage[this.gate] ?? {}
  }

  #set(change: { [K in keyof StageGate]?: StageGate[K] | undefined }): void {
    this.edit({ [this.gate]: filled<StageGate>({ ...this.#gate, ...change }) })
  }

  #setGuards(guards: GuardDeclaration[]): void {
    this.#set({ guards: guards.length > 0 ? guards : undefined })
  }

  #editGuard(at: number, change: { [K in keyof GuardDeclaration]?: GuardDeclaration[K] | undefined }): void {
    const guards = this.#gate.guards ?? []
    this.#setGuards(
      guards.map((guard, index) =>
        index === at ? (filled<GuardDeclaration>({ ...guard, ...change }) ?? guard) : guard,
      ),
    )
  }

  #add(): void {
    const guards = this.#gate.guards ?? []
    const taken = guards.map(({ name }) => name)
    const label = { en: 'Condition', 'zh-CN': '条件' }
    this.#setGuards([...guards, { name: fieldNameFrom('condition', taken), label, condition: 'true' }])
  }

  override render() {
    const { requiredFields = [], guards = [] } = this.#gate
    const place = `${this.pointer}/${this.gate}`
    return html`<div class="stack">
      ${renderPicks({
        legend: this.t(this.gate === 'entry' ? 'stageRequiredEntry' : 'stageRequiredExit'),
        options: this.fieldNames.map(({ name, label }) => ({ value: name, label })),
        chosen: requiredFields,
        change: (chosen) => this.#set({ requiredFields: chosen.length > 0 ? chosen : undefined }),
      })}
      ${this.problemsAt(`${place}/requiredFields`)}
      ${guards.map((guard, at) =>
        guard.condition === undefined ? this.#renderCode(guard) : this.#renderGuard(guard, at, `${place}/guards/${at}`),
      )}
      <button type="button" class="button add" @click=${() => this.#add()}>
        ${icon('plus')} ${this.t(this.gate === 'entry' ? 'guardAddEntry' : 'guardAddExit')}
      </button>
    </div>`
  }

  #renderCode({ label, name }: GuardDeclaration) {
    return html`<fieldset>
      <legend>${this.text(label)}</legend>
      <p class="help">${icon('code')} ${this.t('guardOfPlugin', { name })}</p>
    </fieldset>`
  }

  #renderGuard(guard: GuardDeclaration, at: number, place: string) {
    const words = this.text(guard.label)
    return html`<fieldset>
      <legend>${words}</legend>
      <div class="grid">
        ${renderWords({
          id: `${this.gate}-guard-${at}`,
          locale: this.locale,
          value: guard.label,
          label: { en: this.t('guardLabelEnglish'), zh: this.t('guardLabelChinese') },
          change: (label) => this.#editGuard(at, { label }),
        })}
        ${renderWords({
          id: `${this.gate}-message-${at}`,
          locale: this.locale,
          value: guard.message,
          label: { en: this.t('guardMessageEnglish'), zh: this.t('guardMessageChinese') },
          change: (message) => this.#editGuard(at, { message: message.en.trim() === '' ? undefined : message }),
        })}
      </div>
      <studio-expression-editor
        .label=${this.t('guardCondition')}
        .help=${this.t('guardConditionHelp')}
        .value=${guard.condition ?? ''}
        .names=${this.fieldNames}
        .problems=${this.expressions.get(`${place}/condition`) ?? []}
        @studio-expression-changed=${({ text }: ExpressionChangedEvent) => this.#editGuard(at, { condition: text })}
      ></studio-expression-editor>
      ${(this.expressions.get(`${place}/condition`) ?? []).length === 0 ? this.problemsAt(place) : nothing}
      ${renderPicks({
        legend: this.t('guardFields'),
        help: this.t('guardFieldsHelp'),
        options: this.fieldNames.map(({ name, label }) => ({ value: name, label })),
        chosen: guard.fields ?? [],
        change: (chosen) => this.#editGuard(at, { fields: chosen.length > 0 ? chosen : undefined }),
      })}
      <button
        type="button"
        class="button quiet add"
        aria-label=${this.t('guardRemoveOf', { guard: words })}
        @click=${() => this.#setGuards((this.#gate.guards ?? []).toSpliced(at, 1))}
      >
        ${icon('trash-2')} ${this.t('guardRemove')}
      </button>
    </fieldset>`
  }
}
customElements.define('studio-gate-editor', GateEditor)
