import type { ChangePlan, PlanCounts } from '@tenon/sdk/contract/change-plan'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import type { PublishOutcome } from '@tenon/sdk/contract/publish-run'
import type { StageAnswer } from '@tenon/sdk/contract/stage-mapping'
import type { RequestContext } from '../context/request-context.ts'
import { refuseFormerNames } from './check-former-names.ts'
import { type DraftTools, mergeForPublishing } from './draft-tools.ts'
import { planEdits } from './plan-draft.ts'
import type { StartPublish } from './start-publish.ts'
import { readCurrentVersion } from './stored-version.ts'

interface EditsInput {
  edits: TenantEdits
  /** Version that the edits were planned on. */
  baseVersion: number
  consent: boolean
  stages?: StageAnswer
  note?: string
}

/** What whoever keeps a tenant's edits as files needs: read them, plan them, publish them; the draft stays as it is. */
export interface ModelEdits {
  read(ctx: RequestContext): Promise<{ edits: TenantEdits; version: number }>
  plan(ctx: RequestContext, edits: TenantEdits, counts?: PlanCounts): Promise<ChangePlan>
  /** Errors: those of `startPublish`. */
  apply(ctx: RequestContext, input: EditsInput): Promise<PublishOutcome>
}

export function makeModelEdits(tools: DraftTools & { startPublish: StartPublish }): ModelEdits {
  return {
    async read(ctx) {
      await tools.requireAdmin(ctx)
      const current = await readCurrentVersion(tools.database.tenant(ctx.tenant.schema))
      return { edits: current?.edits ?? {}, version: current?.version ?? 0 }
    },
    async plan(ctx, edits, counts = 'exact') {
      await tools.requireAdmin(ctx)
      return planEdits(tools, ctx, { edits, counts })
    },
    async apply(ctx, { edits, ...input }) {
      await tools.requireAdmin(ctx)
      const { document, packages, checkPackages } = await mergeForPublishing(tools, ctx, edits)
      await refuseFormerNames(tools.database.tenant(ctx.tenant.schema), ctx, document)
      return tools.startPublish(ctx, {
        ...input,
        document,
        edits,
        packages,
        draftRevision: null,
        withinTransaction: checkPackages,
      })
    },
  }
}
