import { css } from 'lit'

export const timelineStyles = css`
  :host {
    display: block;
  }
  .skeleton {
    margin: var(--tenon-space-4) 0;
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    position: relative;
    display: flex;
    gap: var(--tenon-space-3);
    padding-bottom: var(--tenon-space-5);
  }
  li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset: 26px auto 0 12px;
    width: 1px;
    background: var(--tenon-line);
  }
  .mark {
    display: grid;
    flex: none;
    place-items: center;
    width: 25px;
    height: 25px;
    border: 1px solid var(--tenon-line);
    border-radius: 50%;
    background: var(--tenon-surface);
    color: var(--tenon-text-muted);
  }
  /* Sheets that lie behind the one in front. */
  .many {
    box-shadow:
      2px 2px 0 -1px var(--tenon-surface),
      2px 2px 0 0 var(--tenon-line);
  }
  .mark .icon {
    width: 13px;
    height: 13px;
  }
  .what {
    flex: 1;
    min-width: 0;
    padding-top: 3px;
    font-size: var(--tenon-font-size-sm);
  }
  p {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 6px;
    align-items: center;
    margin: 0;
    color: var(--tenon-text-muted);
  }
  b {
    color: var(--tenon-text);
    font-weight: var(--tenon-weight-medium);
  }
  time {
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
  }
  .reason {
    margin-top: 4px;
  }
  dl {
    display: grid;
    gap: 4px;
    margin: 6px 0 0;
  }
  dl > div {
    display: flex;
    flex-wrap: wrap;
    gap: 2px var(--tenon-space-2);
    align-items: baseline;
  }
  dt {
    color: var(--tenon-text-faint);
  }
  /* The way back stands beside what changed, so that it takes no line of its own while it is not seen. */
  dd {
    display: flex;
    gap: 0 6px;
    align-items: baseline;
    min-width: 0;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .change {
    min-width: 0;
    display: inline-flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    align-items: center;
  }
  .change .icon {
    width: 12px;
    height: 12px;
    color: var(--tenon-text-faint);
  }
  .old {
    color: var(--tenon-text-faint);
  }
  .subject a {
    color: inherit;
  }
  .foot {
    margin-top: 4px;
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-xs);
  }
  .bring-back {
    flex: none;
    opacity: 0;
  }
  .bring-back .icon {
    width: 12px;
    height: 12px;
  }
  li:hover .bring-back,
  li:focus-within .bring-back {
    opacity: 1;
  }
  @media (hover: none) {
    .bring-back {
      opacity: 1;
    }
  }
`
