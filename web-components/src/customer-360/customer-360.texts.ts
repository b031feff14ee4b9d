import { defineTexts } from '../internal/define-texts.ts'

export const customer360Texts = defineTexts({
  en: {
    loading: 'Loading your details…',
    failed: 'Your details cannot be shown just now.',
    retry: 'Try again',
    updated: (when: string) => `Updated ${when}`,
    named: (label: string) => `${label}: `,
    none: 'Nothing here yet.',
    more: 'More entries exist; the latest are shown.',
  },
  'zh-CN': {
    loading: '正在加载您的信息…',
    failed: '暂时无法显示您的信息。',
    retry: '重试',
    updated: (when: string) => `更新于 ${when}`,
    named: (label: string) => `${label}：`,
    none: '暂无内容。',
    more: '还有更多内容，此处仅显示最近的部分。',
  },
})
