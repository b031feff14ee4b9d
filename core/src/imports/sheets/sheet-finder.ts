import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { COMMON_LABELS } from '../../records/common-labels.ts'
import { makeTargetFinder, type TargetFinder } from '../find-targets.ts'

type FinderGround = Omit<Parameters<typeof makeTargetFinder>[0], 'called'>

/** Finds what the cells of people's files name, and says in their words what is not there. */
export function makeSheetFinder(ground: FinderGround, model: CompiledModel): TargetFinder {
  return makeTargetFinder({
    ...ground,
    called({ target, by }) {
      if (target.kind !== 'record') return { what: KINDS[target.kind], by: BY[by] ?? { en: by } }
      const entity = model.entities.get(target.entity)
      const label = entity?.fields.get(by)?.schema.label ?? BY[by] ?? { en: by }
      return { what: entity?.schema.label ?? { en: target.entity }, by: label }
    },
  })
}

const KINDS: Readonly<Record<'user' | 'team' | 'tag', LocalizedText>> = {
  user: { en: 'person', 'zh-CN': '人员' },
  team: { en: 'team', 'zh-CN': '团队' },
  tag: { en: 'tag', 'zh-CN': '标签' },
}

const BY: Readonly<Record<string, LocalizedText>> = {
  id: COMMON_LABELS.id,
  name: { en: 'name', 'zh-CN': '名称' },
  email: { en: 'e-mail address', 'zh-CN': '电子邮箱' },
}
