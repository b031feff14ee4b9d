import { css } from 'lit'

/** The marks lie beneath the text, letter under letter: both have the same font, padding and width. */
export const expressionEditorStyles = css`
  :host {
    display: block;
  }
  .paper {
    position: relative;
  }
  .marks,
  .textarea {
    width: 100%;
    min-height: 84px;
    padding: 8px 10px;
    border: 1px solid transparent;
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-sm);
    line-height: 1.5;
    letter-spacing: 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .marks {
    position: absolute;
    inset: 0;
    overflow: hidden;
    color: transparent;
    pointer-events: none;
  }
  .textarea {
    position: relative;
    height: auto;
    border-color: var(--tenon-control-line);
    background: transparent;
    resize: vertical;
  }
  mark {
    border-radius: 2px;
    background: var(--tenon-critical-soft, color-mix(in oklab, var(--tenon-critical) 14%, transparent));
    color: transparent;
    text-decoration: underline wavy var(--tenon-critical);
    text-underline-offset: 3px;
  }
  #notes {
    margin-top: 4px;
  }
  ul {
    display: grid;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    margin: 0;
  }
  .place {
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .place:hover {
    text-decoration: underline;
  }
  .names {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    max-height: 92px;
    margin-top: 8px;
    overflow-y: auto;
  }
  .name {
    min-height: 24px;
    padding: 2px 8px;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-sunken);
    color: var(--tenon-text-muted);
    font-family: var(--tenon-font-mono);
    font-size: var(--tenon-font-size-xs);
    cursor: pointer;
  }
  .name:hover {
    background: var(--tenon-pressed);
    color: var(--tenon-text);
  }
`
