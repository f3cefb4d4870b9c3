// Tables of numbers: one stop for the tab key, arrow keys between the cells that hold a number.

/** A number in a table that chooses something; `key` names it so that the focus finds it again. */
function cellButton(count, most, { key, name, pressed, choose, explain }) {
  const attributes = {
    type: 'button',
    class: `cell heat${level(count, most)}`,
    tabindex: '-1',
    'data-key': key,
    'aria-label': name,
    'aria-pressed': String(Boolean(pressed)),
    onclick: choose,
  };
  return tip(el('button', attributes, String(count)), explain);
}

/** Put a table in its place; the focus stays on the cell that had it. */
function placeGrid(place, table) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  hideTip();
  place.replaceChildren(table);
  const cells = [...table.querySelectorAll('.cell')];
  const wanted = cells.find((cell) => cell.dataset.key === focused);
  const stop = wanted || cells.find((cell) => cell.getAttribute('aria-pressed') === 'true') || cells[0];
  if (stop) stop.tabIndex = 0;
  if (wanted) wanted.focus();
  table.addEventListener('keydown', moveInGrid);
  table.addEventListener('focusin', (event) => {
    for (const cell of cells) cell.tabIndex = cell === event.target ? 0 : -1;
  });
}

const COLUMN_STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const ROW_STEPS = { ArrowUp: -1, ArrowDown: 1 };

/** Left and right go from number to number, up and down to the nearest in the next row that has one. */
function moveInGrid(event) {
  const rows = [...event.currentTarget.rows].map((row) => [...row.querySelectorAll('.cell')]).filter((row) => row.length);
  const at = rows.findIndex((row) => row.includes(event.target));
  const target = event.key in COLUMN_STEPS ? besides(rows.flat(), event) : event.key in ROW_STEPS && nearest(rows[at + ROW_STEPS[event.key]], event.target);
  if (!target) return;
  event.preventDefault();
  target.focus();
}

const besides = (cells, event) => cells[cells.indexOf(event.target) + COLUMN_STEPS[event.key]];

function nearest(row, from) {
  const distance = (cell) => Math.abs(cell.closest('td').cellIndex - from.closest('td').cellIndex);
  return row && row.reduce((best, cell) => (distance(cell) < distance(best) ? cell : best));
}
