import { css } from 'lit'

export const reportStyles = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--tenon-space-2);
    align-items: center;
    margin-bottom: var(--tenon-space-5);
  }
  .filters .select {
    width: auto;
    max-width: 100%;
  }
  .filters .as-of {
    /* Beside its button also where it needs two lines. */
    flex: 1 1 120px;
    text-align: end;
    color: var(--tenon-text-faint);
    font-size: var(--tenon-font-size-sm);
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(150px, 100%), 1fr));
    gap: var(--tenon-space-3);
    margin: 0 0 var(--tenon-space-6);
  }
  .tile,
  .card {
    padding: var(--tenon-space-4);
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .tile dt {
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .tile dd {
    margin: var(--tenon-space-1) 0 0;
    font-size: var(--tenon-font-size-lg);
    font-weight: var(--tenon-weight-strong);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  small {
    display: block;
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-xs);
    font-weight: var(--tenon-weight-normal, 400);
  }
  section {
    margin-bottom: var(--tenon-space-6);
  }
  h2 {
    margin: 0 0 var(--tenon-space-1);
    font-size: var(--tenon-font-size-md);
    font-weight: var(--tenon-weight-strong);
  }
  .lead {
    max-width: 72ch;
    margin: 0 0 var(--tenon-space-3);
    color: var(--tenon-text-muted);
    font-size: var(--tenon-font-size-sm);
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--tenon-line);
    border-radius: var(--tenon-radius-card);
    background: var(--tenon-surface);
  }
  .table {
    font-variant-numeric: tabular-nums;
  }
  .table tbody tr:last-child :is(td, th) {
    border-bottom: 0;
  }
  .table th[scope='row'] {
    background: var(--tenon-surface);
    font-weight: var(--tenon-weight-medium);
    text-align: start;
  }
  .table td {
    white-space: nowrap;
  }
  .stage {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    color: var(--tenon-text);
    white-space: nowrap;
  }
  .stage i {
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--hue);
  }
  .counted .bar {
    display: inline-block;
    width: 72px;
    height: 8px;
    margin-inline-end: 10px;
    border-radius: 4px;
    background: linear-gradient(to left, var(--hue) var(--share), var(--tenon-neutral-4) var(--share));
  }
  .counted .number {
    display: inline-block;
    min-width: 5ch;
  }
  .late {
    display: block;
    color: var(--tenon-critical-text, var(--tenon-critical));
  }
  .faint {
    color: var(--tenon-text-faint);
  }
  .table td.heat {
    background: color-mix(in oklch, var(--tenon-accent) var(--heat), transparent);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
    gap: var(--tenon-space-5);
    align-items: start;
  }
  .none {
    margin: 0;
    color: var(--tenon-text-muted);
  }
  .bar-list {
    display: grid;
    gap: var(--tenon-space-3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .bar-list li {
    display: grid;
    grid-template-columns: minmax(84px, 28%) minmax(0, 1fr) minmax(72px, max-content);
    gap: var(--tenon-space-3);
    align-items: center;
  }
  .bar-label {
    overflow-wrap: anywhere;
  }
  .track {
    position: relative;
    height: 12px;
    border-radius: 6px;
    background: var(--tenon-neutral-3);
    overflow: hidden;
  }
  .track i {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-radius: 6px;
    background: var(--hue-soft);
    box-shadow: inset 0 0 0 1px var(--hue);
  }
  .track i.strong {
    background: var(--hue);
  }
  .bar-text {
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  @media (max-width: 719px) {
    .tiles {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .counted .bar {
      display: none;
    }
  }
  /* On paper nothing can be scrolled, and colours say how much of something there is. */
  @media print {
    .filters .select,
    .counted .bar {
      display: none;
    }
    .scroll {
      overflow: visible;
    }
    .table :is(th, td) {
      padding-inline: 6px;
      white-space: normal;
    }
    .stage i,
    .heat,
    .track,
    .track i {
      print-color-adjust: exact;
    }
    .card,
    .tile,
    tr {
      break-inside: avoid;
    }
  }
`
