import { css } from 'lit'

/** For the controls of more than one input; the simple ones are drawn by `controlStyles`. */
export const fieldControlStyles = css`
  .input.mono,
  .input.number {
    font-variant-numeric: tabular-nums;
  }
  .lines,
  .objects-input {
    display: grid;
    gap: var(--tenon-space-2);
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px;
  }
  .line:has(.button[hidden]) {
    grid-template-columns: minmax(0, 1fr);
  }
  .files-input {
    display: grid;
    gap: var(--tenon-space-2);
    padding: var(--tenon-space-2);
    border: 1px dashed var(--tenon-line-strong);
    border-radius: var(--tenon-radius-control);
  }
  .files-input.over {
    border-color: var(--tenon-accent);
    background: var(--tenon-hover);
  }
  .files-input .choice {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
  }
  .files-input .hint {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .files {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .files li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
    align-items: center;
  }
  .files .upload {
    display: grid;
    gap: 2px;
    min-width: 0;
  }
  .files .upload .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .files progress {
    width: 100%;
    height: 6px;
    accent-color: var(--tenon-accent);
  }
  .files .tools {
    display: inline-flex;
    gap: 2px;
  }
  .add {
    justify-self: start;
  }
  .input.tags {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    height: auto;
    min-height: var(--tenon-control-height);
    padding: 3px 6px;
  }
  .input.tags:focus-within {
    border-color: var(--tenon-accent);
    outline: var(--tenon-focus-ring);
    outline-offset: -1px;
  }
  .tags input {
    flex: 1 1 120px;
    min-width: 0;
    height: 24px;
    padding: 0 4px;
    border: 0;
    outline: 0;
    background: transparent;
    color: inherit;
    font: inherit;
  }
  .tags input::placeholder {
    color: var(--tenon-text-faint);
    opacity: 1;
  }
  .chip.tag {
    padding-inline-end: 2px;
    line-height: 22px;
  }
  .untag {
    display: grid;
    place-items: center;
    width: 20px;
    height: 20px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    color: inherit;
    font-size: 14px;
    line-height: 1;
    cursor: pointer;
  }
  .untag:hover {
    background: var(--tenon-hover);
  }
  .person-name {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(112px, 1fr));
    gap: var(--tenon-space-2) var(--tenon-space-3);
  }
  @container (min-width: 520px) {
    .person-name {
      grid-template-columns: repeat(7, minmax(0, 1fr));
    }
    .person-name :is(.given, .family) {
      grid-column: span 2;
    }
  }
  .range {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr);
    gap: 6px;
    align-items: center;
  }
  .range .to {
    color: var(--tenon-text-muted);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--tenon-space-2);
  }
  .with-meaning {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .meaning {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
  }
  .color-input {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr);
    gap: 6px;
  }
  .palette {
    width: 40px;
    height: var(--tenon-control-height);
    padding: 3px;
    border: 1px solid var(--tenon-control-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
    cursor: pointer;
  }
  .palette.unset:not(:focus-visible) {
    opacity: 0.4;
  }
  .icon-input {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    gap: 6px;
  }
  .drawn {
    display: grid;
    place-items: center;
    height: var(--tenon-control-height);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-sunken);
  }
  .progress-input {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 108px;
    gap: var(--tenon-space-3);
    align-items: center;
  }
  .slider {
    width: 100%;
    height: 24px;
    margin: 0;
    accent-color: var(--tenon-accent);
  }
  .slider.unset {
    opacity: 0.5;
  }
  .object {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--tenon-space-2);
    align-items: end;
    padding: var(--tenon-space-3);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
  }
  .object .parts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(132px, 1fr));
    gap: var(--tenon-space-2) var(--tenon-space-3);
    align-items: start;
  }
  .object .whole {
    grid-column: 1 / -1;
  }
  .object .tools {
    display: flex;
  }
  .markdown-editor {
    display: grid;
    border: 1px solid var(--tenon-control-line);
    border-radius: var(--tenon-radius-control);
    background: var(--tenon-surface);
  }
  .markdown-editor:focus-within {
    border-color: var(--tenon-accent);
  }
  .markdown-editor .bar {
    display: flex;
    gap: 2px;
    padding: 2px;
    border-bottom: 1px solid var(--tenon-line);
  }
  .markdown-editor .bold {
    font-weight: var(--tenon-weight-strong);
  }
  .markdown-editor .italic span {
    font-family: serif;
    font-style: italic;
  }
  .markdown-editor .bar .look {
    margin-inline-start: auto;
  }
  .markdown-editor .textarea {
    min-height: 120px;
    border: 0;
    background: transparent;
  }
  .markdown-editor tenon-markdown-text {
    min-height: 120px;
    padding: 8px 10px;
  }
  tenon-barcode-image {
    width: min(220px, 100%);
  }
`
