import type { ApiServices } from './api-services.ts'
import { recordAsOfInput } from './audit-schemas.ts'
import { checkDuplicatesInput, mergeRecordsInput, unmergeRecordsInput } from './duplicate-schemas.ts'
import {
  createManyInput,
  createRecordInput,
  findRecordsInput,
  getRecordInput,
  moveStageInput,
  recordIdInput,
  recordVersionInput,
  revealFieldInput,
  searchRecordsInput,
  summarizeRecordsInput,
  updateRecordInput,
} from './envelope-schemas.ts'
import { groupRecordsInput } from './group-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

export function makeRecordsRouter(records: ApiServices['records']) {
  return makeRouter({
    create: procedure.input(createRecordInput).mutation(({ ctx, input }) => records.create(ctx.request, input)),
    createMany: procedure.input(createManyInput).mutation(({ ctx, input }) => records.createMany(ctx.request, input)),
    get: procedure.input(getRecordInput).query(({ ctx, input }) => records.get(ctx.request, input)),
    update: procedure.input(updateRecordInput).mutation(({ ctx, input }) => records.update(ctx.request, input)),
    delete: procedure.input(recordVersionInput).mutation(({ ctx, input }) => records.delete(ctx.request, input)),
    restore: procedure.input(recordVersionInput).mutation(({ ctx, input }) => records.restore(ctx.request, input)),
    merge: procedure.input(mergeRecordsInput).mutation(({ ctx, input }) => records.merge(ctx.request, input)),
    unmerge: procedure.input(unmergeRecordsInput).mutation(({ ctx, input }) => records.unmerge(ctx.request, input)),
    duplicates: procedure.input(checkDuplicatesInput).query(({ ctx, input }) => records.duplicates(ctx.request, input)),
    find: procedure.input(findRecordsInput).query(({ ctx, input }) => records.find(ctx.request, input)),
    summarize: procedure.input(summarizeRecordsInput).query(({ ctx, input }) => records.summarize(ctx.request, input)),
    search: procedure.input(searchRecordsInput).query(({ ctx, input }) => records.search(ctx.request, input)),
    group: procedure.input(groupRecordsInput).query(({ ctx, input }) => records.group(ctx.request, input)),
    moveStage: procedure.input(moveStageInput).mutation(({ ctx, input }) => records.moveStage(ctx.request, input)),
    moves: procedure.input(recordIdInput).query(({ ctx, input }) => records.moves(ctx.request, input)),
    history: procedure.input(recordIdInput).query(({ ctx, input }) => records.history(ctx.request, input)),
    asOf: procedure.input(recordAsOfInput).query(({ ctx, input }) => records.asOf(ctx.request, input)),
    stageHistory: procedure.input(recordIdInput).query(({ ctx, input }) => records.stageHistory(ctx.request, input)),
    reveal: procedure.input(revealFieldInput).mutation(({ ctx, input }) => records.reveal(ctx.request, input)),
  })
}
