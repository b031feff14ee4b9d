import { defineTexts } from '../internal/define-texts.ts'

export const valueTexts = defineTexts({
  en: {
    yes: 'Yes',
    no: 'No',
    empty: 'Empty',
    unnamed: 'Unnamed record',
    formerUser: 'Former user',
    stars: (count: number, of: number) => `${count} of ${of} stars`,
    structured: (entries: number) => (entries === 1 ? '1 entry' : `${entries} entries`),
  },
  'zh-CN': {
    yes: '是',
    no: '否',
    empty: '空',
    unnamed: '未命名记录',
    formerUser: '已离职用户',
    stars: (count: number, of: number) => `${count} 星（共 ${of} 星）`,
    structured: (entries: number) => `${entries} 项`,
  },
})
