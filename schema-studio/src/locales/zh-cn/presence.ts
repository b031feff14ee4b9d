import type { presenceEn } from '../en/presence.ts'

export const presenceZh: Record<keyof typeof presenceEn, string> = {
  isEditing: '{name}正在编辑。',
  isHere: '{name}正在查看。',
  presentPeople: '也打开了此记录的人',
}
