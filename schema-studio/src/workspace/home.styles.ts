import { css } from 'lit'

export const homeStyles = css`
  .body {
    background: var(--tenon-canvas);
  }
  .greeting {
    margin: 0;
    font-size: var(--tenon-font-size-xl);
    font-weight: var(--tenon-weight-strong);
    line-height: 1.3;
  }
  .lead {
    margin: 2px 0 var(--tenon-space-6);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(360px, 100%), 1fr));
    gap: var(--tenon-space-4);
    align-items: start;
  }
  .columns > div {
    display: grid;
    gap: var(--tenon-space-4);
    min-width: 0;
  }
  .columns > div:only-child {
    grid-template-columns: repeat(auto-fit, minmax(min(360px, 100%), 1fr));
    align-items: start;
  }
  .card {
    min-width: 0;
    padding: var(--tenon-space-4) var(--tenon-space-2) var(--tenon-space-2);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .card h3 {
    margin: 0 var(--tenon-space-2) var(--tenon-space-2);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  .card .help {
    padding: var(--tenon-space-2);
  }
  .card .skeleton {
    margin: var(--tenon-space-3) var(--tenon-space-2);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li a {
    display: flex;
    gap: 10px;
    align-items: center;
    min-height: 34px;
    padding: 0 var(--tenon-space-2);
    border-radius: var(--tenon-radius-control);
    color: var(--tenon-text);
    font-size: var(--tenon-font-size-sm);
    text-decoration: none;
  }
  li a:hover {
    background: var(--tenon-hover);
  }
  li studio-entity-icon {
    color: var(--tenon-text-faint);
  }
  .title {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  time {
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
    white-space: nowrap;
  }
`
