import type { Approver } from '@tenon/sdk/contract/approver'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { TransitionRule } from '@tenon/sdk/contract/pipeline-schema'
import type { Manager } from './find-managers.ts'
import type { Obstacle } from './obstacle.ts'
import { namedRoles, type RoleLabels } from './role-labels.ts'
import { type Agreeing, mayAgree } from './transition-rules.ts'

export interface People {
  actor: Agreeing
  labels: RoleLabels
  /** Of the record's owner. */
  manager: Manager | null
  /** Names of the rules that others have agreed to. */
  agreed: readonly string[]
}

/** Roles that a move asks for, and agreement that it still needs. Nobody is exempt, admins neither. */
export function checkPeople(locale: Locale, rules: readonly TransitionRule[], people: People): Obstacle[] {
  return [
    ...rules.flatMap((rule) => wrongRole(locale, rule, people)),
    ...waiting(rules, people).map((rule) => notAgreed(locale, rule, people)),
  ]
}

/** Rules that want an agreement which neither the actor nor anybody else has given. */
export function waiting(rules: readonly TransitionRule[], { actor, manager, agreed }: People): TransitionRule[] {
  return rules.filter(
    ({ name, approval }) =>
      approval !== undefined && !agreed.includes(name) && !mayAgree(approval, actor, manager?.id ?? null),
  )
}

function wrongRole(locale: Locale, rule: TransitionRule, { actor, labels }: People): Obstacle[] {
  const { name, label, roles } = rule
  if (roles === undefined || roles.some((role) => actor.roles.includes(role))) return []
  const sentence = textIn(
    {
      en: `${textIn(label, 'en')}: one of these roles is needed: ${namedRoles(roles, labels, 'en').join(', ')}.`,
      'zh-CN': `${textIn(label, 'zh-CN')}：需要以下角色之一：${namedRoles(roles, labels, 'zh-CN').join('、')}。`,
    },
    locale,
  )
  return [
    {
      rule: 'role',
      sentence,
      guard: name,
      problems: [{ pointer: '/stage', message: sentence, rule: 'role', guard: name }],
    },
  ]
}

function notAgreed(locale: Locale, rule: TransitionRule, people: People): Obstacle {
  const { name, label } = rule
  const approvers = approversOf(locale, rule, people)
  const names = approvers.map((one) => (one.kind === 'role' ? one.label : one.name))
  const nobody = { en: 'nobody can: the record’s owner has no manager', 'zh-CN': '无人可以审批：记录的负责人没有上级' }
  const who = {
    en: names.length === 0 ? nobody.en : `one of them has to agree: ${names.join(', ')}`,
    'zh-CN': names.length === 0 ? nobody['zh-CN'] : `须由以下之一同意：${names.join('、')}`,
  }
  const sentence = textIn(
    {
      en: `${textIn(label, 'en')} needs approval; ${who.en}.`,
      'zh-CN': `${textIn(label, 'zh-CN')}需要审批；${who['zh-CN']}。`,
    },
    locale,
  )
  const problem = { pointer: '/stage', message: sentence, rule: 'approval', guard: name, approvers }
  return { rule: 'approval', sentence, guard: name, problems: [problem] }
}

export function approversOf(
  locale: Locale,
  { approval }: TransitionRule,
  { labels, manager }: Pick<People, 'labels' | 'manager'>,
): Approver[] {
  const roles = (approval?.roles ?? []).map((role): Approver => {
    return { kind: 'role', role, label: namedRoles([role], labels, locale)[0] ?? role }
  })
  if (approval?.manager !== true || manager === null) return roles
  return [...roles, { kind: 'manager', ...manager }]
}
