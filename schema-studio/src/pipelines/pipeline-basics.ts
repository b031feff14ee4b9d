import type { FieldType } from '@tenon/sdk/contract/field-type'
import { html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import { StudioElement } from '../app/studio-element.ts'
import type { CalendarNamedEvent } from './calendar-input.ts'
import { PipelineElement } from './pipeline-element.ts'
import { pipelinePartStyles } from './pipeline-part.styles.ts'
import { renderChoice } from './render-choice.ts'
import { renderPicks } from './render-picks.ts'
import { bothLabels, renderWords } from './render-words.ts'
import './calendar-input.ts'

/** What a pipeline is called, where it begins, and which fields boards and forecasts take. */
export class PipelineBasics extends PipelineElement {
  static override styles = [StudioElement.styles, pipelinePartStyles]
  static override properties = { ...PipelineElement.properties, app: { attribute: false } }
  declare app: AppServices

  override render() {
    const { label, stages, cardFields = [] } = this.pipeline
    return html`<div class="stack">
      <div class="grid">
        ${renderWords({
          id: 'pipeline',
          locale: this.locale,
          value: label,
          label: bothLabels(this.locale),
          change: (changed) => this.change({ label: changed }),
        })}
        ${renderChoice({
          id: 'initial',
          label: this.t('pipelineInitial'),
          none: this.t('pipelineInitialFirst'),
          options: stages.map(({ name }) => ({ value: name, label: this.stageLabel(name) })),
          value: this.pipeline.initialStage ?? '',
          problem: this.problemsAt('/initialStage'),
          change: (value) => this.change({ initialStage: value || undefined }),
        })}
        ${this.#renderField('amountField', 'pipelineAmount', ['money'])}
        ${this.#renderField('closeDateField', 'pipelineClose', ['date', 'dateTime'])}
        <studio-calendar-input
          .app=${this.app}
          .calendar=${this.pipeline.calendar ?? ''}
          @studio-calendar-named=${({ calendar }: CalendarNamedEvent) => this.change({ calendar })}
        ></studio-calendar-input>
      </div>
      ${this.problemsAt('/label')} ${this.problemsAt('/calendar')}
      ${renderPicks({
        legend: this.t('pipelineCards'),
        help: this.t('pipelineCardsHelp'),
        options: this.fields.map(([name, field]) => ({ value: name, label: this.text(field.label) })),
        chosen: cardFields,
        change: (chosen) => this.change({ cardFields: chosen.length > 0 ? chosen : undefined }),
      })}
      ${this.problemsAt('/cardFields')}
    </div>`
  }

  #renderField(
    attribute: 'amountField' | 'closeDateField',
    words: 'pipelineAmount' | 'pipelineClose',
    types: FieldType[],
  ) {
    const fitting = this.fields.filter(([, { fieldType }]) => types.includes(fieldType as FieldType))
    return renderChoice({
      id: attribute,
      label: this.t(words),
      none: this.t('pipelineNone'),
      options: fitting.map(([name, field]) => ({ value: name, label: this.text(field.label) })),
      value: this.pipeline[attribute] ?? '',
      problem: this.problemsAt(`/${attribute}`),
      change: (value) => this.change({ [attribute]: value || undefined }),
    })
  }
}
customElements.define('studio-pipeline-basics', PipelineBasics)
