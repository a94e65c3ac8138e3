// A pattern: drawn through the points, tapped or pressed one by one, or typed as numbers.

import { says } from './says.js';

export class PatternGrid {
  constructor(panel) {
    this.panel = panel;
    this.numbers = panel.querySelector('.typed input');
    this.status = panel.querySelector('[data-pattern=status]');
    this.side = panel.querySelector('select[data-pattern=side]');
    this.cells = [];
    this.problem = null;
    for (const grid of panel.querySelectorAll('.grid')) this.#listen(grid);
    panel.querySelector('[data-pattern=clear]').addEventListener('click', () => this.clear());
    this.side?.addEventListener('change', () => this.#changeSide());
    this.numbers.addEventListener('input', () => this.#type(this.numbers.value));
  }

  get grid() {
    return this.panel.querySelector('.grid:not([hidden])');
  }

  /** The pattern; or what is wrong with it. */
  read() {
    if (this.problem) return { problem: this.problem };
    if (this.cells.length < 3) return { problem: says('pattern-short') };
    return { pattern: { side: Number(this.grid.dataset.side), cells: [...this.cells] } };
  }

  clear() {
    this.numbers.value = '';
    this.#show([]);
  }

  focus() {
    this.grid.querySelector('[data-cell]').focus();
  }

  #changeSide() {
    for (const grid of this.panel.querySelectorAll('.grid')) {
      grid.toggleAttribute('hidden', grid.dataset.side !== this.side.value);
    }
    this.clear();
  }

  #listen(grid) {
    let isDrawing = false;
    grid.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      grid.setPointerCapture(event.pointerId);
      isDrawing = true;
      this.#reach(event);
    });
    grid.addEventListener('pointermove', (event) => {
      if (isDrawing) this.#reach(event);
    });
    for (const end of ['pointerup', 'pointercancel']) {
      grid.addEventListener(end, () => {
        isDrawing = false;
        this.#tell('pattern-drawn');
      });
    }
    grid.addEventListener('keydown', (event) => this.#press(event));
    // A screen reader clicks without pointing.
    grid.addEventListener('click', (event) => {
      if (event.detail === 0) this.#add(cellOf(event.target));
    });
  }

  /** Adds the point that the pointer is on, and those that it has jumped over. */
  #reach({ clientX, clientY }) {
    const cell = cellOf(document.elementFromPoint(clientX, clientY));
    if (cell === null || this.cells.includes(cell)) return;
    const last = this.cells.at(-1);
    const between = last === undefined ? null : middle(last, cell, Number(this.grid.dataset.side));
    if (between !== null && !this.cells.includes(between)) this.#add(between);
    this.#add(cell);
  }

  #press(event) {
    const cell = cellOf(event.target);
    if (cell === null) return;
    const side = Number(this.grid.dataset.side);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side };
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      this.#add(cell);
    } else if (event.key === 'Backspace') {
      event.preventDefault();
      this.#show(this.cells.slice(0, -1));
      this.#tell('pattern-drawn');
    } else if (event.key in steps) {
      event.preventDefault();
      this.grid.querySelector(`[data-cell="${cell + steps[event.key]}"]`)?.focus();
    }
  }

  #add(cell) {
    if (cell === null || this.cells.includes(cell)) return;
    this.#show([...this.cells, cell]);
    this.numbers.value = this.cells.map((at) => at + 1).join(' ');
    this.#tell('pattern-point');
  }

  #type(text) {
    const cells = (text.match(/\d+/g) ?? []).map((number) => Number(number) - 1);
    const isKnown = cells.every((cell) => cell >= 0 && cell < Number(this.grid.dataset.side) ** 2);
    const isOnce = new Set(cells).size === cells.length;
    this.#show(isKnown && isOnce ? cells : []);
    this.problem = isKnown && isOnce ? null : says('pattern-unknown');
  }

  #show(cells) {
    this.cells = cells;
    this.problem = null;
    const points = cells.map((cell) => this.grid.querySelector(`[data-cell="${cell}"]`).dataset);
    this.grid.querySelector('polyline').setAttribute('points', points.map(({ x, y }) => `${x},${y}`).join(' '));
    for (const point of this.panel.querySelectorAll('[data-cell]')) {
      const isOn = this.grid.contains(point) && cells.includes(Number(point.dataset.cell));
      point.setAttribute('aria-pressed', String(isOn));
    }
  }

  #tell(key) {
    const numbers = this.cells.map((cell) => cell + 1);
    this.status.textContent = says(key, { point: numbers.at(-1) ?? '', points: numbers.join(', ') });
  }
}

function cellOf(element) {
  const point = element?.closest('[data-cell]');
  return point ? Number(point.dataset.cell) : null;
}

/** The point halfway between two, if there is one. */
function middle(a, b, side) {
  const x = (a % side) + (b % side);
  const y = Math.floor(a / side) + Math.floor(b / side);
  return x % 2 === 0 && y % 2 === 0 ? (y / 2) * side + x / 2 : null;
}
