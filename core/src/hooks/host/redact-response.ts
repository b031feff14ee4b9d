import type { HttpResponse } from '@tenon/sdk/contract/plugin-calls'

const REDACTED = '[redacted]'

/** The answer without the secrets that went out with the request, should the host send one back. */
export function redactResponse({ status, headers, body }: HttpResponse, secrets: readonly string[]): HttpResponse {
  // The longest first, should one hold another.
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((left, right) => right.length - left.length)
  const redact = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text)
  const shown = Object.entries(headers).map(([name, value]) => [redact(name), redact(value)])
  return { status, headers: Object.fromEntries(shown), body: redact(body) }
}

/** As it is, and as it stands in JSON (with and without escaped slashes) and in a URL. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  return [json.replaceAll('/', '\\/'), json, secret, encodeURIComponent(secret)]
}
