import { type StatementToken, statementTokens } from './statement-tokens.ts'

/** What a tenant's work begins its statements with. */
const BEGINNINGS = new Set(
  `select with values insert update delete merge table create alter drop comment lock truncate analyze reindex
   refresh savepoint rollback release begin start commit set explain (`.split(/\s+/),
)
/** Of the session: with them, a statement could become another role's. */
const ROLE_SETTINGS = new Set(['role', 'session_authorization'])
/** They run a text as a statement, so that what it says is not seen here. */
const RUNNING_TEXT =
  /^(query_to_xml.*|cursor_to_xml.*|ts_stat|ts_rewrite|crosstab.*|connectby|xpath_table|dblink.*|pg_read_.*|lo_(im|ex)port)$/

/**
 * PostgreSQL lets whoever signed in go back from a role that was set. This is what keeps a statement of a tenant's work
 * from doing so, wherever in its text something may have slipped in: it is one statement, of a kind that such work
 * consists of, which neither changes the role nor runs another text. All else PostgreSQL refuses by the role's rights.
 * @throws Error with PostgreSQL's code for missing rights, 42501
 */
export function refuseLeavingRole(text: string): void {
  const tokens = statementTokens(text)
  if (tokens === null) throw refusal('its text cannot be told apart')
  const first = tokens[0]?.text ?? ''
  if (!BEGINNINGS.has(first)) throw refusal(`it begins with '${first}'`)
  if (first === 'set' && !isLocalSetting(tokens)) throw refusal('it sets what outlives its transaction, or the role')
  const end = tokens.findIndex(({ kind, text }) => kind === 'sign' && text === ';')
  if (end !== -1 && end < tokens.length - 1) throw refusal('it is several statements')
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'word') refuseWord(token.text, tokens.slice(at + 1, at + 4))
  }
}

function isLocalSetting([, scope, name]: StatementToken[]): boolean {
  if (scope?.text === 'transaction' || scope?.text === 'constraints') return true
  return scope?.text === 'local' && name !== undefined && !ROLE_SETTINGS.has(name.text) && name.text !== 'session'
}

/** `followed` is what comes after the word. */
function refuseWord(word: string, followed: StatementToken[]): void {
  if (word === 'pg_settings') throw refusal(`it names '${word}'`)
  const [open, setting, comma] = followed
  if (open?.text !== '(' || open.kind !== 'sign') return
  if (RUNNING_TEXT.test(word)) throw refusal(`it calls '${word}'`)
  if (word !== 'set_config') return
  const isKnown = setting?.kind === 'string' && comma?.text === ','
  if (!isKnown || setting.text === '' || ROLE_SETTINGS.has(setting.text.toLowerCase()))
    throw refusal(`it calls '${word}'`)
}

function refusal(reason: string): Error {
  const message = `permission denied: a statement of a tenant's work must not leave the tenant's role (${reason})`
  return Object.assign(new Error(message), { code: '42501' })
}
