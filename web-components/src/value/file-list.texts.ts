import { defineTexts } from '../internal/define-texts.ts'

export const fileListTexts = defineTexts({
  en: {
    open: (name: string) => `Open ${name}`,
    download: 'Download',
    close: 'Close',
    more: (count: number) => `and ${count} more`,
    failed: 'The file could not be opened. Try again.',
  },
  'zh-CN': {
    open: (name: string) => `打开 ${name}`,
    download: '下载',
    close: '关闭',
    more: (count: number) => `另有 ${count} 个`,
    failed: '无法打开该文件，请重试。',
  },
})
