import type { Locale, LocalizedText } from '@tenon/sdk/contract/locale'
import { html, type TemplateResult } from 'lit'
import { translate } from '../locales/translate.ts'

interface Words {
  id: string
  locale: Locale
  value: LocalizedText | undefined
  label: { en: string; zh: string }
  change: (value: LocalizedText) => void
}

/** A text in both languages; the Chinese one may be empty. */
export function renderWords({ id, value, label, change }: Words): TemplateResult {
  const [en, zh] = [value?.en ?? '', value?.['zh-CN'] ?? '']
  const become = (english: string, chinese: string) =>
    change(chinese.trim() === '' ? { en: english } : { en: english, 'zh-CN': chinese })
  return html`<div class="field">
      <label class="label" for="${id}-en">${label.en}</label>
      <input
        class="input"
        id="${id}-en"
        lang="en"
        maxlength="200"
        .value=${en}
        @change=${(event: Event) => become((event.target as HTMLInputElement).value, zh)}
      />
    </div>
    <div class="field">
      <label class="label" for="${id}-zh">${label.zh}</label>
      <input
        class="input"
        id="${id}-zh"
        lang="zh-CN"
        maxlength="200"
        .value=${zh}
        @change=${(event: Event) => become(en, (event.target as HTMLInputElement).value)}
      />
    </div>`
}

/** Labels of such a text. */
export function bothLabels(locale: Locale) {
  return { en: translate(locale, 'labelEnglish'), zh: translate(locale, 'labelChinese') }
}
