import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { readLocale } from '../identity/read-locale.ts'
import { makeAnswerError, PLAIN_ERROR } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { type SetupForm, setupPage } from './setup-page.ts'

/** The one-time page behind the link that the server prints: it makes the first admin. Works without scripts. */
export async function registerSetup(app: FastifyInstance, { identity }: ApiDependencies): Promise<void> {
  app.setErrorHandler(makeAnswerError(PLAIN_ERROR))
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  // Not logged: the address carries the token.
  app.get('/', { logLevel: 'warn' }, async (request, reply) => {
    const { token = '' } = request.query as { token?: string }
    const form = { token: String(token), email: '', name: '' }
    return sendPage(reply, { form, locale: readLocale(request.headers['accept-language']) })
  })
  app.post('/', async (request, reply) => {
    const locale = readLocale(request.headers['accept-language'])
    const { token = '', email = '', name = '', password = '' } = request.body as Record<string, string>
    try {
      await identity.setupLinks.consume(token, { email, name, password, locale })
      return reply.redirect('/', 303)
    } catch (error) {
      if (!(error instanceof TenonError)) throw error
      return sendPage(reply.status(error.status), { form: { token, email, name }, locale, problem: error.message })
    }
  })
}

interface PageContent {
  form: SetupForm
  locale: Locale
  problem?: string
}

function sendPage(reply: FastifyReply, { form, locale, problem }: PageContent) {
  // The token is in the address: it must not travel on as a referrer or stay in a cache.
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer')
  reply.header('content-security-policy', "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
  const text = (en: string, zh: string) => textIn({ en, 'zh-CN': zh }, locale)
  return reply.type('text/html; charset=utf-8').send(setupPage(form, { locale, text, problem }))
}
