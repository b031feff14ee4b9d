import { defineTexts } from '../internal/define-texts.ts'

export const boardFiguresTexts = defineTexts({
  en: {
    days: (days: number) => (days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`),
    since: (when: string) => `In this stage since ${when}`,
    due: (when: string) => `due ${when}`,
    dueAt: (when: string) => `Due ${when}`,
    overdue: (days: string) => `overdue · ${days}`,
    goesStale: (when: string) => `stale ${when}`,
    staleAt: (when: string) => `Stale from ${when}`,
    stale: (days: string) => `stale · ${days}`,
    weighted: (amount: string) => `weighted ${amount}`,
  },
  'zh-CN': {
    days: (days: number) => (days === 0 ? '今天' : `${days} 天`),
    since: (when: string) => `自 ${when} 起处于此阶段`,
    due: (when: string) => `${when}截止`,
    dueAt: (when: string) => `截止时间 ${when}`,
    overdue: (days: string) => `已逾期 · ${days}`,
    goesStale: (when: string) => `${when}停滞`,
    staleAt: (when: string) => `停滞起始 ${when}`,
    stale: (days: string) => `已停滞 · ${days}`,
    weighted: (amount: string) => `加权 ${amount}`,
  },
})
