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

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function moveInGrid(event) {
  const step = ARROWS[event.key];
  const cell = event.target.closest('td');
  if (!step || !cell) return;
  event.preventDefault();
  const rows = [...event.currentTarget.rows];
  let [row, column] = [rows.indexOf(cell.parentNode) + step[0], cell.cellIndex + step[1]];
  while (rows[row] && rows[row].cells.length && column >= 0 && column < rows[row].cells.length) {
    const button = rows[row].cells[column].querySelector('.cell');
    if (button) return button.focus();
    row += step[0];
    column += step[1];
  }
}
