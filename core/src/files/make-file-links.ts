import type { StoredFile } from '@tenon/sdk/contract/field-type'
import { FILE_LINK_SECONDS, type FileLink, type FileLinkInput, isShownImage } from '@tenon/sdk/contract/file-access'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { ActorClaim, RecallActor } from '../identity/make-recall-actor.ts'
import type { RevealField } from '../records/reveal-field.ts'
import type { FindReadableFile } from './find-readable-file.ts'

const AUDIENCE = 'tenon-file'
const text = z.string().max(200)
const Claims = z.object({
  tenant: text,
  actor: z.union([
    z.strictObject({ kind: z.enum(['user', 'apiKey']), id: text }),
    z.strictObject({
      kind: z.literal('customer'),
      site: text,
      scopes: z.array(text),
      subject: z.strictObject({ entity: text, id: text }),
    }),
  ]),
  of: z.union([z.strictObject({ upload: text }), z.strictObject({ entity: text, id: text, field: text, file: text })]),
})

/** A link that was followed: whose it is, and the file, which that actor may read at this moment. */
interface FollowedLink {
  schema: string
  file: StoredFile
}

export interface FileLinks {
  make(ctx: RequestContext, input: FileLinkInput): Promise<FileLink>
  /** @throws TenonError NOT_FOUND for a link that has ended or was never made, and where the file may not be read any more */
  follow(token: string, request: Pick<RequestContext, 'requestId' | 'signal' | 'locale'>): Promise<FollowedLink>
}

interface Dependencies {
  findReadableFile: FindReadableFile
  /** Notes that a masked value was seen. */
  revealField: RevealField
  recallActor: RecallActor
  /** Signs the links: 32 random bytes as base64. */
  linkKey: string
}

/**
 * Links to bytes, for browsers that cannot send credentials with a picture. A link names who asked and what for; it is
 * good for five minutes, and every use asks the access engine again.
 */
export function makeFileLinks({ findReadableFile, revealField, recallActor, linkKey }: Dependencies): FileLinks {
  const key = Buffer.from(linkKey, 'base64')
  return {
    async make(ctx, input) {
      const actor = claimOf(ctx)
      const { file, isMasked } = await findReadableFile(ctx, input)
      if (isMasked && 'entity' in input)
        await revealField(ctx, { entity: input.entity, id: input.id, field: input.field })
      const expires = Math.floor(Date.now() / 1000) + FILE_LINK_SECONDS
      const token = await new SignJWT({ tenant: ctx.tenant.id, actor, of: input })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setExpirationTime(expires)
        .sign(key)
      const expiresAt = new Date(expires * 1000).toISOString()
      return { path: `/api/files/content?link=${token}`, expiresAt, file, shown: isShownImage(file) }
    },
    async follow(token, request) {
      const claims = await verify(token, key)
      const found = claims && (await recallActor(claims.tenant, claims.actor))
      if (!claims || !found) throw ended(request.locale)
      const { file } = await findReadableFile({ ...request, ...found, depth: 0 }, claims.of).catch((cause: unknown) => {
        // Who may not read the entity any more learns what everybody learns.
        throw cause instanceof TenonError ? ended(request.locale) : cause
      })
      return { schema: found.tenant.schema, file }
    },
  }
}

async function verify(token: string, key: Uint8Array): Promise<z.infer<typeof Claims> | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience: AUDIENCE,
      requiredClaims: ['exp'],
    })
    return Claims.parse(payload)
  } catch {
    return null
  }
}

function claimOf({ actor, locale }: RequestContext): ActorClaim {
  const claim = claimOfActor(actor)
  if (claim !== null) return claim
  const message = {
    en: 'Only users, API keys and customers of a site get links to files.',
    'zh-CN': '只有用户、API 密钥和站点客户可以获取文件链接。',
  }
  throw new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}

function claimOfActor(actor: Actor): ActorClaim | null {
  if (actor.kind === 'user' || actor.kind === 'apiKey') return { kind: actor.kind, id: actor.id }
  if (actor.kind !== 'customer') return null
  return { kind: 'customer', site: actor.site, scopes: actor.scopes, subject: actor.subject }
}

function ended(locale: Locale): TenonError {
  const message = {
    en: 'This link has ended, or you may not see the file any more. Open it again from the record.',
    'zh-CN': '此链接已失效，或您已无权查看该文件。请从记录中重新打开。',
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}
