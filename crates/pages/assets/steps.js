// The steps of a page, of which one is shown.

import { quiet } from './notice.js';

export class Steps {
  constructor(...ids) {
    this.steps = ids.map((id) => document.getElementById(id)).filter(Boolean);
  }

  /** Shows one step, and leaves what was said unless that was about the step before. */
  show(id, { keepNotice = false } = {}) {
    if (!keepNotice) quiet();
    for (const step of this.steps) step.hidden = step.id !== id;
  }

  /** Lets the first step be sent: before its script is there a browser would send it by itself, and leave the page. */
  begin() {
    this.steps[0].querySelector('[type="submit"]').disabled = false;
  }

  get shown() {
    return this.steps.find((step) => !step.hidden)?.id;
  }
}
