import { accept, refuse } from './field-type-definition.ts'
import { listField } from './list-field.ts'
import { shownValue } from './shown-value.ts'

const TAG_MAX_LENGTH = 60

/** Words that people make up as they go. `VIP` and `vip` are one tag, written as it came first. */
export const tagsField = listField({
  keywords: [],
  item: (value) => {
    const tag = String(value).normalize('NFC').replaceAll(/\s+/g, ' ').trim()
    if (tag === '') return accept(null)
    if (tag.length <= TAG_MAX_LENGTH) return accept(tag)
    return refuse('maxLength', {
      en: `the tag ${shownValue(tag)} is too long; at most ${TAG_MAX_LENGTH} characters are allowed`,
      'zh-CN': `标签 ${shownValue(tag)} 太长，最多 ${TAG_MAX_LENGTH} 个字符`,
    })
  },
  key: (tag) => tag.toLowerCase(),
  itemSchema: () => ({ type: 'string', minLength: 1, maxLength: TAG_MAX_LENGTH }),
})
