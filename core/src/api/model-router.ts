import type { ApiServices } from './api-services.ts'
import {
  checkpointInput,
  checkpointNameInput,
  decideApprovalInput,
  draftHistoryInput,
  endFormerNameInput,
  modelSettingsInput,
  modelVersionInput,
  noInput,
  planDraftInput,
  publishDraftInput,
  publishRunInput,
  renamePartInput,
  repairDriftInput,
  restoreVersionInput,
  saveDraftInput,
  scheduledPublishInput,
  schedulePublishInput,
} from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeModelRouter(model: ApiServices['model']) {
  return makeRouter({
    view: procedure.input(noInput).query(({ ctx }) => model.view(ctx.request)),
    draft: procedure.input(noInput).query(({ ctx }) => model.draft(ctx.request)),
    saveDraft: procedure.input(saveDraftInput).mutation(({ ctx, input }) => model.saveDraft(ctx.request, input)),
    discardDraft: procedure.input(noInput).mutation(({ ctx }) => model.discardDraft(ctx.request)),
    undoEdit: procedure.input(noInput).mutation(({ ctx }) => model.undoEdit(ctx.request)),
    redoEdit: procedure.input(noInput).mutation(({ ctx }) => model.redoEdit(ctx.request)),
    draftHistory: procedure.input(draftHistoryInput).query(({ ctx, input }) => model.draftHistory(ctx.request, input)),
    saveCheckpoint: procedure
      .input(checkpointNameInput)
      .mutation(({ ctx, input }) => model.saveCheckpoint(ctx.request, input)),
    restoreCheckpoint: procedure
      .input(checkpointInput)
      .mutation(({ ctx, input }) => model.restoreCheckpoint(ctx.request, input)),
    removeCheckpoint: procedure
      .input(checkpointInput)
      .mutation(({ ctx, input }) => model.removeCheckpoint(ctx.request, input)),
    renamePart: procedure.input(renamePartInput).mutation(({ ctx, input }) => model.renamePart(ctx.request, input)),
    formerNames: procedure.input(noInput).query(({ ctx }) => model.formerNames(ctx.request)),
    endFormerName: procedure
      .input(endFormerNameInput)
      .mutation(({ ctx, input }) => model.endFormerName(ctx.request, input)),
    plan: procedure.input(planDraftInput).query(({ ctx, input }) => model.plan(ctx.request, input)),
    publish: procedure.input(publishDraftInput).mutation(({ ctx, input }) => model.publish(ctx.request, input)),
    undo: procedure.input(noInput).mutation(({ ctx }) => model.undo(ctx.request)),
    restore: procedure.input(restoreVersionInput).mutation(({ ctx, input }) => model.restore(ctx.request, input)),
    restoreToDraft: procedure
      .input(modelVersionInput)
      .mutation(({ ctx, input }) => model.restoreToDraft(ctx.request, input)),
    planRestore: procedure.input(modelVersionInput).query(({ ctx, input }) => model.planRestore(ctx.request, input)),
    publishRun: procedure.input(noInput).query(({ ctx }) => model.publishRun(ctx.request)),
    pausePublish: procedure.input(publishRunInput).mutation(({ ctx, input }) => model.pausePublish(ctx.request, input)),
    resumePublish: procedure
      .input(publishRunInput)
      .mutation(({ ctx, input }) => model.resumePublish(ctx.request, input)),
    cancelPublish: procedure
      .input(publishRunInput)
      .mutation(({ ctx, input }) => model.cancelPublish(ctx.request, input)),
    rollups: procedure.input(noInput).query(({ ctx }) => model.rollups(ctx.request)),
    drift: procedure.input(noInput).query(({ ctx }) => model.drift(ctx.request)),
    repairDrift: procedure.input(repairDriftInput).mutation(({ ctx, input }) => model.repairDrift(ctx.request, input)),
    parked: procedure.input(noInput).query(({ ctx }) => model.parked(ctx.request)),
    schedulePublish: procedure
      .input(schedulePublishInput)
      .mutation(({ ctx, input }) => model.schedulePublish(ctx.request, input)),
    scheduledPublishes: procedure.input(noInput).query(({ ctx }) => model.scheduledPublishes(ctx.request)),
    cancelScheduled: procedure
      .input(scheduledPublishInput)
      .mutation(({ ctx, input }) => model.cancelScheduled(ctx.request, input)),
    settings: procedure.input(noInput).query(({ ctx }) => model.settings(ctx.request)),
    saveSettings: procedure
      .input(modelSettingsInput)
      .mutation(({ ctx, input }) => model.saveSettings(ctx.request, input)),
    approvals: procedure.input(noInput).query(({ ctx }) => model.approvals(ctx.request)),
    decideApproval: procedure
      .input(decideApprovalInput)
      .mutation(({ ctx, input }) => model.decideApproval(ctx.request, input)),
    versions: procedure.input(noInput).query(({ ctx }) => model.versions(ctx.request)),
  })
}
