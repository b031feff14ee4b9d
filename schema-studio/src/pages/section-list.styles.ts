import { css } from 'lit'

/** A list with a heading and a few words of its own beneath a page's main part. */
export const sectionListStyles = css`
  :host {
    display: block;
    margin-top: var(--tenon-space-6);
  }
  h2 {
    margin: 0 0 var(--tenon-space-3);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  p,
  small {
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    padding: 10px 0;
    border-top: 1px solid var(--tenon-line);
    font-size: var(--tenon-font-size-sm);
    overflow-wrap: anywhere;
  }
  small {
    display: block;
    margin: 0;
  }
`
