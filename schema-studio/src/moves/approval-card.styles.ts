import { css } from 'lit'

export const approvalCardStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  article {
    display: grid;
    gap: var(--tenon-space-3);
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
    font-size: var(--tenon-font-size-sm);
    overflow-wrap: anywhere;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: baseline;
  }
  header a {
    color: var(--tenon-accent-text);
    font-weight: var(--tenon-weight-strong);
    text-decoration: none;
  }
  header a:hover {
    text-decoration: underline;
  }
  .way {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }
  .way b {
    font-weight: var(--tenon-weight-medium);
  }
  .icon {
    width: 14px;
    height: 14px;
  }
  small {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  blockquote {
    margin: 0;
    padding-inline-start: var(--tenon-space-3);
    border-inline-start: 3px solid var(--tenon-line);
    white-space: pre-line;
  }
  dl {
    display: grid;
    gap: 4px;
    margin: 0;
  }
  dl div {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
  }
  dt {
    color: var(--tenon-text-muted);
  }
  dd {
    margin: 0;
  }
  .rules {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rules li {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }
  label {
    display: grid;
    gap: 6px;
    font-weight: var(--tenon-weight-medium);
  }
  textarea {
    min-height: 56px;
    font-weight: var(--tenon-weight-normal);
    resize: vertical;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
  }
`
