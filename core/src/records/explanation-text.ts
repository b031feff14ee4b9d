import type { AccessReason, ExplainAccessInput } from '@tenon/sdk/contract/access-api'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { NamedRowScope, RowScope } from '@tenon/sdk/contract/role-grants'
import type { RightOrigin } from '../access/right-source.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'

export interface ExplainedSource {
  origin: RightOrigin
  opensRow: boolean
  /** True where no field was asked about. */
  opensField: boolean
}

export interface ExplanationWords {
  ctx: RequestContext
  entity: CompiledEntity
  action: ExplainAccessInput['action']
  /** Of whom. */
  name: string
  labels: { roles: ReadonlyMap<string, LocalizedText>; people: ReadonlyMap<string, string> }
}

const ACTIONS = {
  read: { en: 'see', 'zh-CN': '查看' },
  update: { en: 'change', 'zh-CN': '修改' },
  delete: { en: 'delete', 'zh-CN': '删除' },
} as const

const SCOPES: Readonly<Record<NamedRowScope, Required<LocalizedText>>> = {
  all: { en: 'all records', 'zh-CN': '所有记录' },
  territoryAndBelow: {
    en: 'own records and those of the own territories and territories below',
    'zh-CN': '自己的记录以及所属区域和下级区域的记录',
  },
  territory: { en: 'own records and those of the own territories', 'zh-CN': '自己的记录以及所属区域的记录' },
  teamAndBelow: {
    en: 'records of the own team, of teams below and of people who are managed',
    'zh-CN': '本团队、下级团队及所管理成员的记录',
  },
  team: { en: 'records of the own team', 'zh-CN': '本团队的记录' },
  own: { en: 'own records', 'zh-CN': '自己的记录' },
  none: { en: 'no records', 'zh-CN': '任何记录都不允许' },
}

/** What one role or share says about the record, and whether it opens it. */
export function explainSource(words: ExplanationWords, source: ExplainedSource): AccessReason {
  const { origin, opensRow, opensField } = source
  const { locale } = words.ctx
  const said = origin.kind === 'share' ? shareText(opensRow) : roleText(words, origin, opensRow)
  const withField = opensRow && !opensField ? fieldClosed(said) : said
  const behalf = origin.behalf === null ? null : (words.labels.people.get(origin.behalf) ?? origin.behalf)
  const text = behalf === null ? withField : standInText(withField, behalf)
  const kind = behalf !== null ? 'standIn' : origin.kind
  return { kind, opens: opensRow && opensField, text: textIn(text, locale) }
}

/** Of a change or a deletion of a record that the person does not see. */
export function explainUnseen({ ctx, name }: ExplanationWords): AccessReason {
  const text = {
    en: `${name} does not see this record, and can change or delete only what is seen.`,
    'zh-CN': `${name}看不到此记录，而只有能看到的记录才能修改或删除。`,
  }
  return { kind: 'sight', opens: false, text: textIn(text, ctx.locale) }
}

function shareText(opens: boolean): Required<LocalizedText> {
  return opens
    ? { en: 'The record is shared with the person or the team.', 'zh-CN': '该记录已共享给此人或其团队。' }
    : { en: 'The record is not shared in a way that allows this.', 'zh-CN': '该记录没有允许此操作的共享。' }
}

function roleText(
  { action, labels }: ExplanationWords,
  { role, grant }: Extract<RightOrigin, { kind: 'role' }>,
  opens: boolean,
): Required<LocalizedText> {
  const label = labels.roles.get(role) ?? { en: role }
  const scope = scopeText(grant[action] ?? 'none')
  const among = opens
    ? { en: 'this is one of them', 'zh-CN': '此记录在其中' }
    : { en: 'this is none of them', 'zh-CN': '此记录不在其中' }
  return {
    en: `Role “${textIn(label, 'en')}” lets ${ACTIONS[action].en} ${scope.en}; ${among.en}.`,
    'zh-CN': `角色“${textIn(label, 'zh-CN')}”允许${ACTIONS[action]['zh-CN']}：${scope['zh-CN']}；${among['zh-CN']}。`,
  }
}

function scopeText(scope: RowScope): Required<LocalizedText> {
  if (typeof scope === 'string') return SCOPES[scope]
  return { en: `records for which ${scope.where} holds`, 'zh-CN': `满足 ${scope.where} 的记录` }
}

function fieldClosed(said: Required<LocalizedText>): Required<LocalizedText> {
  return { en: `${said.en} It does not open this field.`, 'zh-CN': `${said['zh-CN']}但它不开放此字段。` }
}

function standInText(said: Required<LocalizedText>, name: string): Required<LocalizedText> {
  return { en: `As a stand-in for ${name}: ${said.en}`, 'zh-CN': `作为${name}的代理人：${said['zh-CN']}` }
}

interface ExplainedField {
  field: string
  open: boolean
  isMasked: boolean
  mayReveal: boolean
}

/** What else is to be known of a field: whether it is masked, or closed for what it is worked out of. */
export function explainField({ ctx, entity }: ExplanationWords, found: ExplainedField): AccessReason[] {
  const field = entity.fields.get(found.field)
  const reason = (text: LocalizedText, opens: boolean): AccessReason => ({
    kind: 'field',
    opens,
    text: textIn(text, ctx.locale),
  })
  const derived = (field?.derivation ?? null) !== null
  return [
    ...(derived && !found.open
      ? [
          reason(
            {
              en: 'The field is worked out of others, and is open only to who may see each of them.',
              'zh-CN': '该字段由其他字段计算得出，只有能查看所有这些字段的人才能看到。',
            },
            false,
          ),
        ]
      : []),
    ...(found.open && found.isMasked ? [reason(maskText(found.mayReveal), found.mayReveal)] : []),
  ]
}

function maskText(mayReveal: boolean): LocalizedText {
  return mayReveal
    ? {
        en: 'The field is sensitive: its value is masked, and is shown on request, which is noted.',
        'zh-CN': '该字段为敏感字段：默认隐藏，可按需显示并会被记录。',
      }
    : { en: 'The field is sensitive: its value stays masked.', 'zh-CN': '该字段为敏感字段：其值始终隐藏。' }
}

interface Outcome {
  allowed: boolean
  field: string | undefined
}

export function explainSummary({ ctx, entity, action, name }: ExplanationWords, { allowed, field }: Outcome): string {
  const verb = ACTIONS[action]
  const label = field === undefined ? null : (entity.fields.get(field)?.schema.label ?? field)
  const what = {
    en: label === null ? 'this record' : `${textIn(label, 'en')} of this record`,
    'zh-CN': label === null ? '此记录' : `此记录的${textIn(label, 'zh-CN')}`,
  }
  return textIn(
    {
      en: `${name} may ${allowed ? '' : 'not '}${verb.en} ${what.en}.`,
      'zh-CN': `${name}${allowed ? '可以' : '不能'}${verb['zh-CN']}${what['zh-CN']}。`,
    },
    ctx.locale,
  )
}
