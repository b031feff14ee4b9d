import { HUES } from '@tenon/sdk/contract/field-type'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import { TAG_LIMITS, type TagInfo } from '@tenon/sdk/contract/tags-api'
import { html } from 'lit'
import { translate } from '../locales/translate.ts'
import { HUE_NAMES } from './hue-names.ts'

interface TagForm {
  /** Null: a new one. */
  tag: TagInfo | null
  model: ModelView
  locale: Locale
}

/** What a tag is called, its colour and whose records it is for. */
export function renderTagForm({ tag, model, locale }: TagForm) {
  const taggable = Object.values(model.entities).filter(({ access }) => access.tags === true)
  const hue = tag?.hue ?? 'blue'
  return html`<div class="field">
      <label class="label" for="name">${translate(locale, 'name')}</label>
      <input class="input" id="name" name="name" required maxlength=${TAG_LIMITS.name} autocomplete="off" value=${tag?.name ?? ''} />
    </div>
    <fieldset class="field">
      <legend class="label">${translate(locale, 'tagColour')}</legend>
      <div class="hues">
        ${HUES.map(
          (one) => html`<label class="chip" data-hue=${one}>
            <input type="radio" name="hue" value=${one} ?checked=${one === hue} />${translate(locale, HUE_NAMES[one])}
          </label>`,
        )}
      </div>
    </fieldset>
    <fieldset class="field">
      <legend class="label">${translate(locale, 'tagFor')}</legend>
      <div class="entities">
        ${taggable.map(
          ({ name, pluralLabel }) => html`<label>
            <input class="checkbox" type="checkbox" name="entity" value=${name} ?checked=${tag?.entities?.includes(name) ?? false} />
            ${textIn(pluralLabel, locale)}
          </label>`,
        )}
      </div>
      <p class="help">${translate(locale, 'tagForHelp')}</p>
    </fieldset>`
}

interface TagMerge {
  tag: TagInfo
  records: number
  others: readonly TagInfo[]
  locale: Locale
}

/** Which tag takes the place of another. */
export function renderTagMerge({ tag, records, others, locale }: TagMerge) {
  return html`<p>${translate(locale, 'mergeTagLead', { name: tag.name, count: records })}</p>
    <div class="field">
      <label class="label" for="into">${translate(locale, 'mergeTagInto')}</label>
      <select class="select" id="into" name="into" required>
        <option value="">${translate(locale, 'mergeTagPick')}</option>
        ${others.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
      </select>
    </div>`
}
