// What somebody knows beside the picture: a PIN or a pattern, whichever is shown.

import { PatternGrid } from './pattern-grid.js';
import { PinPad } from './pin-pad.js';

const KINDS = { pin: PinPad, pattern: PatternGrid };

export class SecretField {
  constructor(element) {
    this.tabs = [...element.querySelectorAll('[role=tab]')];
    this.panels = [...element.querySelectorAll('.panel')];
    this.fields = new Map(this.panels.map((panel) => [panel, new KINDS[panel.dataset.method](panel)]));
    for (const tab of this.tabs) {
      tab.addEventListener('click', () => this.#show(tab));
      tab.addEventListener('keydown', (event) => this.#move(event));
    }
  }

  /** `{pin}`, `{pattern}`, or `{problem}` with what is wrong. */
  read() {
    return this.#field.read();
  }

  clear() {
    for (const field of this.fields.values()) field.clear();
  }

  focus() {
    this.#field.focus();
  }

  get #field() {
    return this.fields.get(this.panels.find((panel) => !panel.hidden));
  }

  #show(tab) {
    for (const other of this.tabs) {
      other.setAttribute('aria-selected', String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    }
    for (const panel of this.panels) panel.hidden = panel.dataset.method !== tab.dataset.method;
  }

  #move(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = this.tabs.at((this.tabs.indexOf(event.target) + step) % this.tabs.length);
    this.#show(next);
    next.focus();
  }
}
