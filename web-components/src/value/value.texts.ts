import { defineTexts } from '../internal/define-texts.ts'

export const valueTexts = defineTexts({
  en: {
    yes: 'Yes',
    no: 'No',
    empty: 'Empty',
    unnamed: 'Unnamed record',
    stale: 'being recalculated',
    staleHelp:
      'A plugin works this value out. It could not do so, or works otherwise by now; it is tried again without your doing anything.',
    formerUser: 'Former user',
    formerTeam: 'Former team',
    stars: (count: number, of: number) => `${count} of ${of} stars`,
    from: (day: string) => `from ${day}`,
    until: (day: string) => `until ${day}`,
    openMap: 'Show on a map',
    structured: (entries: number) => (entries === 1 ? '1 entry' : `${entries} entries`),
  },
  'zh-CN': {
    yes: '是',
    no: '否',
    empty: '空',
    unnamed: '未命名记录',
    stale: '正在重新计算',
    staleHelp: '该值由插件计算得出。此前未能算出，或计算规则已更新；系统会自动重试，无需操作。',
    formerUser: '已离职用户',
    formerTeam: '已删除的团队',
    stars: (count: number, of: number) => `${count} 星（共 ${of} 星）`,
    from: (day: string) => `${day}起`,
    until: (day: string) => `至${day}`,
    openMap: '在地图上查看',
    structured: (entries: number) => `${entries} 项`,
  },
})
