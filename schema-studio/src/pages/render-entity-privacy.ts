import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { html } from 'lit'
import { translate } from '../locales/translate.ts'

/** Whether records of an entity are persons, and why personal values of them have to be kept. Read by `privacyOfForm`. */
export function renderEntityPrivacy({ subject, retain }: ModelEntity, locale: Locale) {
  const t = (key: Parameters<typeof translate>[1]) => translate(locale, key)
  return html`<fieldset class="group">
    <legend>${t('personalData')}</legend>
    <label class="rule">
      <span>${t('entitySubject')}</span>
      <small>${t('entitySubjectHelp')}</small>
      <input class="switch" type="checkbox" role="switch" name="subject" .checked=${subject === true} />
    </label>
    <p class="help">${t('entityRetainHelp')}</p>
    <div class="pair">
      <div class="field">
        <label class="label" for="retainEn">${t('entityRetainEnglish')}</label>
        <input class="input" id="retainEn" name="retainEn" maxlength="500" .value=${retain?.reason.en ?? ''} autocomplete="off" />
      </div>
      <div class="field">
        <label class="label" for="retainZh">${t('entityRetainChinese')}</label>
        <input class="input" id="retainZh" name="retainZh" maxlength="500" .value=${retain?.reason['zh-CN'] ?? ''} autocomplete="off" />
      </div>
    </div>
    <div class="field">
      <label class="label" for="retainYears">${t('entityRetainYears')}</label>
      <input
        class="input"
        id="retainYears"
        name="retainYears"
        type="number"
        min="1"
        max="100"
        .value=${retain?.years === undefined ? '' : String(retain.years)}
      />
    </div>
  </fieldset>`
}
