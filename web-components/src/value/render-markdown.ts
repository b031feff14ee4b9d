import { html, nothing, type TemplateResult } from 'lit'
import { lexer, type Token, type Tokens } from 'marked'

type Part = TemplateResult | string | typeof nothing

const DEEPEST = 20

/** Markdown drawn of our own elements: HTML in it stays text, pictures are links, and only web and mail links are links. */
export function renderMarkdown(markdown: string): Part[] {
  try {
    return renderAll(lexer(markdown, { gfm: true, breaks: true }), 0)
  } catch {
    // Text that nobody meant to be read so, such as ten thousand nested quotes.
    return [html`<p>${markdown}</p>`]
  }
}

function renderAll(tokens: readonly Token[] | undefined, depth: number): Part[] {
  if (depth > DEEPEST) return (tokens ?? []).map(({ raw }) => raw)
  return (tokens ?? []).map((token) => (RENDERERS[token.type] ?? asText)(token, depth))
}

/** Also of what is not known: whatever it is, it can be read. */
function asText(token: Token): Part {
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
}

type Render = (token: Token, depth: number) => Part

function inside(token: Token, depth: number): Part[] {
  return 'tokens' in token && token.tokens ? renderAll(token.tokens, depth + 1) : [asText(token)]
}

/** A record has its own headings above these. */
const renderHeading: Render = (token, depth) => {
  const level = Math.min(6, (token as Tokens.Heading).depth + 3)
  return html`<p class="heading h${(token as Tokens.Heading).depth}" role="heading" aria-level=${level}>${inside(token, depth)}</p>`
}

const renderList: Render = (token, depth) => {
  const { ordered, start, items } = token as Tokens.List
  const lines = items.map(
    (item) =>
      html`<li>${item.task ? html`<input type="checkbox" disabled .checked=${item.checked === true} /> ` : nothing}${inside(item, depth)}</li>`,
  )
  return ordered ? html`<ol start=${Number(start) || 1}>${lines}</ol>` : html`<ul>${lines}</ul>`
}

const renderLink: Render = (token, depth) => {
  const { href, text } = token as Tokens.Link | Tokens.Image
  const words = token.type === 'image' ? [text || href] : inside(token, depth)
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return html`${words}`
  return html`<a href=${href} target="_blank" rel="noreferrer noopener">${words}</a>`
}

const renderTable: Render = (token, depth) => {
  const { header, rows } = token as Tokens.Table
  const cells = (row: Tokens.TableCell[], heading: boolean) =>
    row.map(({ tokens }) => {
      const content = renderAll(tokens, depth + 1)
      return heading ? html`<th scope="col">${content}</th>` : html`<td>${content}</td>`
    })
  return html`<table>
    <thead><tr>${cells(header, true)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${cells(row, false)}</tr>`)}</tbody>
  </table>`
}

const RENDERERS: Record<string, Render> = {
  space: () => nothing,
  heading: renderHeading,
  paragraph: (token, depth) => html`<p>${inside(token, depth)}</p>`,
  blockquote: (token, depth) => html`<blockquote>${inside(token, depth)}</blockquote>`,
  list: renderList,
  table: renderTable,
  code: (token) => html`<pre><code>${(token as Tokens.Code).text}</code></pre>`,
  hr: () => html`<hr />`,
  br: () => html`<br />`,
  strong: (token, depth) => html`<strong>${inside(token, depth)}</strong>`,
  em: (token, depth) => html`<em>${inside(token, depth)}</em>`,
  del: (token, depth) => html`<del>${inside(token, depth)}</del>`,
  codespan: (token) => html`<code>${(token as Tokens.Codespan).text}</code>`,
  link: renderLink,
  image: renderLink,
  text: (token, depth) => html`${inside(token, depth)}`,
  html: (token) => token.raw,
}
