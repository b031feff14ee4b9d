import { Readable } from 'node:stream'
import type { PlanSample } from '@tenon/sdk/contract/change-plan'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CompiledField } from '../model/compiled-model.ts'
import { CSV_FORMS } from '../model/field-types/csv-forms.ts'
import { csvLine, escapeFormula } from '../records/csv-line.ts'
import type { AffectedValues } from '../schema-change/affected-values.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'

const number = z.coerce.number().int().min(0).max(2_147_483_647)
const Query = z.strictObject({ revision: number, step: number })

/** Rows are sent in pieces of about this size. */
const PIECE_CHARACTERS = 65_536

/** GET /api/model/affected.csv: the values that a step of the draft's plan changes or loses, streamed. Admins only. */
export async function registerAffectedValues(app: FastifyInstance, dependencies: ApiDependencies): Promise<void> {
  const { identity, readAffectedValues } = dependencies
  app.setErrorHandler(makeAnswerError(PROBLEM))
  app.get('/affected.csv', { exposeHeadRoute: false }, async (request, reply) => {
    const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
    const values = await readAffectedValues(ctx, Query.parse(request.query))
    return reply
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', `attachment; filename="${values.entity}-affected.csv"`)
      .type('text/csv; charset=utf-8; header=present')
      .send(Readable.from(csvText(values)))
  })
}

/** With the byte order mark by which spreadsheets know UTF-8. */
async function* csvText({ fields, rows }: AffectedValues): AsyncGenerator<string> {
  let piece = `\uFEFF${csvLine(['id', 'title', 'before', 'after', 'lost'])}`
  for await (const row of rows) {
    piece += csvLine(cells(row, fields).map(escapeFormula))
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield piece
}

function cells({ id, title, before, after, lost }: PlanSample, fields: AffectedValues['fields']): string[] {
  return [id, title ?? '', cell(before, fields.before), cell(after, fields.after), lost ? 'yes' : 'no']
}

/** As an export writes it; a whole record as JSON. */
function cell(value: JsonValue, field: CompiledField | null): string {
  if (value === null) return ''
  if (field !== null) return CSV_FORMS[field.type].write(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
