import { css, html, LitElement } from 'lit'
import { until } from 'lit/directives/until.js'

/** Markdown as it is meant; until the reader of it is there, and where it cannot be had, the text as it was written. */
export class MarkdownText extends LitElement {
  static override styles = css`
    :host {
      display: block;
      overflow-wrap: anywhere;
    }
    :is(p, ul, ol, blockquote, pre, table, hr) {
      margin: 0 0 8px;
    }
    :host > :last-child,
    :is(li, blockquote) > :last-child {
      margin-bottom: 0;
    }
    :is(ul, ol) {
      padding-inline-start: 20px;
    }
    .heading {
      font-weight: var(--tenon-weight-strong);
    }
    .h1 {
      font-size: var(--tenon-font-size-lg);
    }
    a {
      color: var(--tenon-accent-text);
    }
    blockquote {
      padding-inline-start: 12px;
      border-inline-start: 3px solid var(--tenon-line-strong);
      color: var(--tenon-text-muted);
    }
    code {
      padding: 1px 4px;
      border-radius: 4px;
      background: var(--tenon-sunken);
      font-family: var(--tenon-font-mono);
      font-size: 0.92em;
    }
    pre {
      padding: 8px 12px;
      overflow-x: auto;
      border-radius: var(--tenon-radius-control);
      background: var(--tenon-sunken);
    }
    pre code {
      padding: 0;
    }
    table {
      display: block;
      overflow-x: auto;
      border-collapse: collapse;
    }
    :is(th, td) {
      padding: 4px 8px;
      border: 1px solid var(--tenon-line);
      text-align: start;
    }
    hr {
      border: 0;
      border-top: 1px solid var(--tenon-line);
    }
    .source {
      white-space: pre-wrap;
    }
  `
  static override properties = { markdown: {} }
  declare markdown: string

  constructor() {
    super()
    this.markdown = ''
  }

  protected override render() {
    const source = html`<p class="source">${this.markdown}</p>`
    const { markdown } = this
    const drawn = import('./render-markdown.ts').then(
      ({ renderMarkdown }) => renderMarkdown(markdown),
      () => source,
    )
    return html`${until(drawn, source)}`
  }
}
