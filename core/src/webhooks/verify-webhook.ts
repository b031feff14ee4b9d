import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'

export interface WebhookProof {
  verify: WebhookDeclaration['verify']
  /** hmacSha256 and token: in lower case. */
  header: string
  /** What stands before the signature or token in it. */
  prefix: string
  /** In clear text; several while one is replaced. */
  secrets: readonly string[]
}

export interface SignedRequest {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** As the specification of Standard Webhooks has it: a captured message is good for this long. */
const TOLERANCE_SECONDS = 300
const MAX_SIGNATURES = 10

/** Whether the request proves that its sender knows a secret. Takes the same time whichever part of the proof is wrong. */
export function verifyWebhook(proof: WebhookProof, request: SignedRequest): boolean {
  // All are tried, so that the time tells nothing of which one fits.
  const fits = proof.secrets.map((secret) => VERIFIERS[proof.verify](secret, proof, request))
  return fits.includes(true)
}

type Verifier = (secret: string, proof: WebhookProof, request: SignedRequest) => boolean

const VERIFIERS: Record<WebhookDeclaration['verify'], Verifier> = {
  standardWebhooks(secret, _, { headers, body }) {
    const id = headers['webhook-id'] ?? ''
    const timestamp = headers['webhook-timestamp'] ?? ''
    const given = (headers['webhook-signature'] ?? '').split(' ', MAX_SIGNATURES)
    const expected = createHmac('sha256', secretBytes(secret))
      .update(`${id}.${timestamp}.`)
      .update(body)
      .digest('base64')
    const signed = given.map((one) => sameText(one, `v1,${expected}`)).includes(true)
    return id !== '' && isRecent(timestamp) && signed
  },
  hmacSha256(secret, proof, { headers, body }) {
    const given = readHeader(proof, headers)
    const expected = createHmac('sha256', secret).update(body).digest('hex')
    return sameText(given.toLowerCase(), expected)
  },
  token(secret, proof, { headers }) {
    return sameText(readHeader(proof, headers), secret)
  },
}

/** `whsec_` and base64, by the specification. */
function secretBytes(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}

function isRecent(timestamp: string): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(Date.now() / 1_000 - Number(timestamp)) <= TOLERANCE_SECONDS
}

/** Empty where the header does not begin as it must: nothing equals that. */
function readHeader({ header, prefix }: WebhookProof, headers: SignedRequest['headers']): string {
  const given = headers[header] ?? ''
  return given.startsWith(prefix) ? given.slice(prefix.length).trim() : ''
}

/** In constant time, whatever the lengths. */
function sameText(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
