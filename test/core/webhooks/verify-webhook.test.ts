import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verifyWebhook, type WebhookProof } from '../../../core/src/webhooks/verify-webhook.ts'
import { newWebhookSecret, secretProblem } from '../../../core/src/webhooks/webhook-secret.ts'

const now = () => Math.floor(Date.now() / 1_000)

function standard(secret: string, { id = 'msg_1', at = now(), body = '{}' } = {}) {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
  return { headers, body: Buffer.from(body) }
}

function proof(verify: WebhookProof['verify'], secrets: string[], more: Partial<WebhookProof> = {}): WebhookProof {
  return { verify, header: 'x-signature', prefix: '', secrets, ...more }
}

describe('Standard Webhooks', () => {
  // From the specification's own test vectors.
  const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const secret = newWebhookSecret('standardWebhooks')
  const check = (request: ReturnType<typeof standard>, secrets = [secret]) =>
    verifyWebhook(proof('standardWebhooks', secrets), request)

  test('the example of the specification is signed as we sign', () => {
    const body = '{"test": 2432232314}'
    const { headers } = standard(SECRET, { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1614265330, body })
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })

  test('a message is believed for five minutes around its time, by whichever secret and signature fits', () => {
    expect(check(standard(secret))).toBe(true)
    expect(check(standard(secret, { at: now() - 290 }))).toBe(true)
    expect(check(standard(secret, { at: now() + 290 }))).toBe(true)
    expect(check(standard(secret), [newWebhookSecret('standardWebhooks'), secret])).toBe(true)
    const several = standard(secret)
    several.headers['webhook-signature'] = `v1,AAAA v1a,BBBB ${several.headers['webhook-signature']}`
    expect(check(several)).toBe(true)
  })

  type Spoiled = { headers?: Record<string, string>; body?: Buffer }
  test.each<[string, (request: ReturnType<typeof standard>) => Spoiled]>([
    ['of another body', () => ({ body: Buffer.from('{ }') })],
    ['of another id', () => ({ headers: { 'webhook-id': 'msg_2' } })],
    ['of another time', () => ({ headers: { 'webhook-timestamp': String(now() - 1) } })],
    ['of no time', () => ({ headers: { 'webhook-timestamp': 'NaN' } })],
    [
      'of another version',
      ({ headers }) => ({ headers: { 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') } }),
    ],
    ['without a signature', () => ({ headers: { 'webhook-signature': '' } })],
  ])('a message %s is not believed', (_what, spoil) => {
    const request = standard(secret)
    const { headers = {}, body = request.body } = spoil(request)
    expect(
      verifyWebhook(proof('standardWebhooks', [secret]), { headers: { ...request.headers, ...headers }, body }),
    ).toBe(false)
  })

  test('an old message, one of the future, one without an id and one by another secret are not believed', () => {
    expect(check(standard(secret, { at: now() - 310 }))).toBe(false)
    expect(check(standard(secret, { at: now() + 310 }))).toBe(false)
    expect(check(standard(secret, { id: '' }))).toBe(false)
    expect(check(standard(newWebhookSecret('standardWebhooks')))).toBe(false)
    expect(check(standard(secret), [])).toBe(false)
  })
})

describe('a signature in a header', () => {
  const secret = 'a secret of the sender'
  const sign = (body: Buffer | string) => createHmac('sha256', secret).update(body).digest('hex')
  const prefixed = proof('hmacSha256', [secret], { header: 'x-hub-signature-256', prefix: 'sha256=' })

  test('is believed with the prefix that is declared, in either case of its letters', () => {
    const body = Buffer.from([0xff, 0x00, 0x80])
    expect(verifyWebhook(prefixed, { headers: { 'x-hub-signature-256': `sha256=${sign(body)}` }, body })).toBe(true)
    const upper = { headers: { 'x-hub-signature-256': `sha256=${sign(body).toUpperCase()}` }, body }
    expect(verifyWebhook(prefixed, upper)).toBe(true)
  })

  test.each([
    ['without the prefix', { 'x-hub-signature-256': sign('x') }],
    ['in another header', { 'x-signature': `sha256=${sign('x')}` }],
    ['cut short', { 'x-hub-signature-256': `sha256=${sign('x').slice(0, -1)}` }],
    ['of another body', { 'x-hub-signature-256': `sha256=${sign('y')}` }],
    ['not at all', {}],
  ])('%s is not believed', (_what, headers) => {
    expect(verifyWebhook(prefixed, { headers, body: Buffer.from('x') })).toBe(false)
  })
})

describe('a token', () => {
  const bearer = proof('token', ['t0ken-of-the-sender'], { header: 'authorization', prefix: 'Bearer ' })
  const check = (authorization: string) => verifyWebhook(bearer, { headers: { authorization }, body: Buffer.alloc(0) })

  test('is believed when it is the whole of the header', () => {
    expect(check('Bearer t0ken-of-the-sender')).toBe(true)
    expect(check('Bearer t0ken-of-the-sender ')).toBe(true)
  })

  test.each(['t0ken-of-the-sender', 'Bearer t0ken-of-the-sende', 'Bearer t0ken-of-the-senderr', 'Bearer ', ''])(
    '%o is not believed',
    (given) => expect(check(given)).toBe(false),
  )
})

test('whatever is sent, only what was signed by a secret is believed', () => {
  const secret = newWebhookSecret('standardWebhooks')
  const text = fc.string({ unit: 'binary', maxLength: 40 })
  const headers = fc.dictionary(
    fc.constantFrom('webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-signature'),
    text,
  )
  const schemes = fc.constantFrom<WebhookProof['verify']>('standardWebhooks', 'hmacSha256', 'token')
  fc.assert(
    fc.property(schemes, headers, fc.uint8Array({ maxLength: 50 }), (verify, given, body) => {
      expect(verifyWebhook(proof(verify, [secret]), { headers: given, body: Buffer.from(body) })).toBe(false)
    }),
  )
})

describe('a secret that an admin enters', () => {
  test('has the form that its scheme has, as those have that we make', () => {
    for (const verify of ['standardWebhooks', 'hmacSha256', 'token'] as const) {
      expect(secretProblem(verify, newWebhookSecret(verify))).toBeNull()
      expect(newWebhookSecret(verify)).not.toBe(newWebhookSecret(verify))
    }
  })

  test.each([
    ['standardWebhooks', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['standardWebhooks', 'whsec_short'],
    ['standardWebhooks', `whsec_${randomBytes(70).toString('base64')}`],
    ['token', 'too short'],
    ['token', 'with a space in it, which is long'],
    ['hmacSha256', `line\nbreak-${'x'.repeat(20)}`],
    ['hmacSha256', 'x'.repeat(201)],
  ] as const)('for %s is not %o', (verify, secret) => {
    expect(secretProblem(verify, secret)?.['zh-CN']).toMatch(/密钥/)
  })
})
