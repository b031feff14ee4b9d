import { dirname, resolve } from 'node:path'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { PluginPackage } from '@tenon/sdk/contract/plugin-manifest'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import type { ChoiceAnswer } from '../plugins/demand-choices.ts'
import { newCapabilities } from '../plugins/new-capabilities.ts'
import { answerEdits, EDITS_MET, EDITS_OPTIONS, EDITS_USAGE, type EditsAnswers, tellChosen } from './edits-option.ts'
import { followRun } from './follow-run.ts'
import { gatherPackages } from './gather-packages.ts'
import { answerGrants } from './grant-option.ts'
import { trustListFor } from './plugin-trust.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { spoken } from './spoken.ts'
import { answerStages, STAGES_OPTIONS, STAGES_USAGE, type StagesAnswers } from './stages-option.ts'
import { tellPreview } from './tell-preview.ts'

/** What `plugin install` and `plugin upgrade` may be told, for `parseArgs`. */
export const INSTALL_OPTIONS = {
  tenant: { type: 'string' },
  catalogue: { type: 'string' },
  trust: { type: 'string' },
  grant: { type: 'string', multiple: true },
  'allow-unsigned': { type: 'boolean', default: false },
  'allow-changed': { type: 'boolean', default: false },
  'allow-downgrade': { type: 'boolean', default: false },
  consent: { type: 'boolean', default: false },
  ...EDITS_OPTIONS,
  ...STAGES_OPTIONS,
} as const

export const INSTALL_USAGE = `[--grant all|none|<capability>,…] [--catalogue <folder or address>] [--trust <list>] [--allow-unsigned] [--allow-changed] [--allow-downgrade] [--consent] ${STAGES_USAGE} ${EDITS_USAGE}`

export interface InstallAnswers extends EditsAnswers, StagesAnswers {
  catalogue?: string | undefined
  trust?: string | undefined
  grant?: string[] | undefined
  'allow-unsigned': boolean
  'allow-changed': boolean
  'allow-downgrade': boolean
  consent: boolean
}

interface AskedInstall {
  asked: string[]
  answers: InstallAnswers
  /** Other versions of what is there already, and of nothing else. */
  onlyInstalled?: boolean
}

/** Installs what was asked for, all or none, and waits until it is in force; asks about new capabilities where somebody is there to answer. */
export async function installAsked(
  tenon: Tenon,
  ctx: RequestContext,
  { asked, answers, onlyInstalled = false }: AskedInstall,
): Promise<PluginPackage[]> {
  const { packages, packed, installed } = await gatherAsked(tenon, ctx, { asked, answers, onlyInstalled })
  const outcome = await tenon.installPlugins(ctx, packages, {
    grants: await answerGrants(answers.grant, { packages, asked: newCapabilities(packages, installed) }),
    choose: (conflicts) => choose(answers, conflicts),
    consent: answers.consent,
    stages: answerStages(answers),
    downgrade: answers['allow-downgrade'],
    refuseChanged: packed && !answers['allow-changed'],
    shelves: asked.map((one) => dirname(resolve(one))),
  })
  await followRun(tenon, ctx, { outcome })
  return packages
}

/** Says what it would do; changes nothing. */
export async function previewAsked(tenon: Tenon, ctx: RequestContext, install: AskedInstall): Promise<string> {
  const { packages } = await gatherAsked(tenon, ctx, install)
  return tellPreview(await tenon.previewInstall(ctx, packages))
}

async function gatherAsked(tenon: Tenon, ctx: RequestContext, install: AskedInstall) {
  const { asked, answers, onlyInstalled = false } = install
  await settleInterrupted(tenon, ctx)
  const installed = await tenon.services.plugins.list(ctx)
  const { packages, packed } = await gatherPackages(tenon, asked, {
    catalogue: answers.catalogue,
    catalogues: tenon.catalogues,
    trust: await trustListFor(answers.trust),
    allowUnsigned: answers['allow-unsigned'],
    installed,
  })
  const stranger = packages.find(({ manifest }) => !installed.some(({ id }) => id === manifest.id))
  if (onlyInstalled && stranger !== undefined) throw notInstalled(stranger.manifest.id, ctx.tenant.slug)
  return { packages, packed, installed }
}

/** What becomes of each edit that the new version meets is always said, whoever chose. */
async function choose(answers: InstallAnswers, conflicts: readonly EditConflict[]): Promise<ChoiceAnswer> {
  const answer = await answerEdits(answers, conflicts)
  if (conflicts.length > 0 && answer.otherwise !== 'ask') {
    process.stdout.write(`${spoken(EDITS_MET)}\n${tellChosen(conflicts, answer)}`)
  }
  return answer
}

function notInstalled(id: string, slug: string): TenonError {
  return operatorError('NOT_FOUND', {
    en: `Plugin '${id}' is not installed in '${slug}': install it with tenon plugin install.`,
    'zh-CN': `“${slug}”未安装插件“${id}”：请用“tenon plugin install”安装。`,
  })
}
