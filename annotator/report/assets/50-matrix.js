// Parties × parties, as a matrix and as a list.

const FEW = { parties: 16, pairs: 10 };
const MOST = 100; // rows and columns: more would take the browser seconds
let shownParties = FEW.parties;
let shownPairs = FEW.pairs;

function drawParties() {
  const acts = select('party', 'partner').flatMap(({ acts: found }) => found);
  const pairs = countPairs(acts);
  drawMatrix(pairs, countParties(acts));
  drawPairs([...pairs.values()].filter(({ one, other }) => !chosen.party || one === chosen.party || other === chosen.party));
}

/** `JPN RUS` → { one, other, count, types, statuses }. */
function countPairs(acts) {
  const pairs = new Map();
  for (const act of acts) {
    for (const [one, other] of pairsOf(act.parties)) {
      const key = JSON.stringify([one, other]);
      if (!pairs.has(key)) pairs.set(key, { one, other, count: 0, types: new Map() });
      const pair = pairs.get(key);
      pair.count += 1;
      add(pair.types, act.type);
    }
  }
  return pairs;
}

function countParties(acts) {
  const counts = new Map();
  for (const act of acts) for (const code of act.parties) add(counts, code);
  return counts;
}

/** The parties of the most frequent pairs, those that take part in most entries first. */
function partiesToShow(pairs, counts) {
  const picked = [chosen.party, chosen.partner].filter((code) => counts.has(code));
  const frequent = [...pairs.values()].sort((a, b) => b.count - a.count).flatMap(({ one, other }) => [one, other]);
  const shown = new Set([...new Set([...picked, ...frequent])].slice(0, shownParties));
  return byCount(counts).map(([code]) => code).filter((code) => shown.has(code));
}

function drawMatrix(pairs, counts) {
  const shown = partiesToShow(pairs, counts);
  const most = Math.max(1, ...[...pairs.values()].map((pair) => pair.count));
  const head = el('tr', {}, el('td'), shown.map((code) => el('th', { scope: 'col', title: partyName(code) }, el('span', {}, shortCode(code)))));
  const rows = shown.map((one) => el('tr', {}, partyHead(one), shown.map((other) => matrixCell(pairs, one, other, most))));
  const caption = el('caption', { class: 'unseen' }, 'Entries of cooperation by pair of parties');
  const table = el('table', { class: 'heat matrix', role: 'grid' }, caption, el('thead', {}, head), el('tbody', {}, rows));
  placeGrid($('matrix'), shown.length ? table : el('p', { class: 'empty' }, 'No cooperation under these filters.'));
  more($('matrix-more'), counts.size, shownParties, FEW.parties, 'parties', (number) => { shownParties = number; });
}

const shortCode = (code) => (code.length > 12 ? `${code.slice(0, 11)}…` : code);

function partyHead(code) {
  const picked = code === chosen.party || code === chosen.partner;
  return el('th', { scope: 'row', class: picked && 'picked' }, el('span', { class: 'name' }, partyName(code)), ' ', el('abbr', {}, shortCode(code)));
}

function matrixCell(pairs, one, other, most) {
  const pair = pairs.get(JSON.stringify([one, other].sort()));
  const pressed = isPicked(one, other);
  if (!pair) return el('td', { class: one === other && 'self' });
  const name = `${pairName(pair)}: ${pair.count} (${typeCounts(pair.types)})`;
  const choose = () => pick({ party: pressed ? '' : one, partner: pressed ? '' : other });
  return el('td', {}, cellButton(pair.count, most, { key: `${one} ${other}`, name, pressed, choose, explain: () => pairTip(pair) }));
}

const isPicked = (one, other) =>
  (chosen.party === one && chosen.partner === other) || (chosen.party === other && chosen.partner === one);
const pairName = ({ one, other }) => (one === other ? `${partyName(one)} alone` : `${partyName(one)} – ${partyName(other)}`);
const typeCounts = (types) => byCount(types).map(([type, count]) => `${label('types', type)} ${count}`).join(', ');

function pairTip(pair) {
  const rows = byCount(pair.types).map(([type, count]) => [el('dt', {}, word('types', type)), el('dd', {}, String(count))]);
  return [el('strong', {}, pairName(pair)), el('dl', { class: 'counts' }, rows)];
}

function drawPairs(pairs) {
  const sorted = pairs.sort((a, b) => b.count - a.count || pairName(a).localeCompare(pairName(b), 'fr'));
  $('pairs').replaceChildren(...sorted.slice(0, shownPairs).map(pairItem));
  more($('pairs-more'), sorted.length, shownPairs, FEW.pairs, 'pairs', (number) => { shownPairs = number; });
}

function pairItem(pair) {
  const pressed = isPicked(pair.one, pair.other);
  const choose = () => pick({ party: pressed ? '' : pair.one, partner: pressed ? '' : pair.other });
  const button = el('button', { type: 'button', class: 'link', 'aria-pressed': String(pressed), onclick: choose }, pairName(pair));
  const types = byCount(pair.types).map(([type, count]) => el('span', { class: 'chip' }, word('types', type), ` ${count}`));
  return el('li', {}, el('span', { class: 'count' }, String(pair.count)), button, el('span', { class: 'chips' }, types));
}

/** A button that shows many or few, where there are more than few. */
function more(place, all, shown, few, what, set) {
  place.replaceChildren();
  if (all <= few) return;
  const change = () => {
    set(shown > few ? few : MOST);
    drawParties();
    place.querySelector('button').focus();
  };
  const many = all > MOST ? `${MOST} of ${all}` : `all ${all}`;
  place.append(el('button', { type: 'button', onclick: change }, `Show ${shown > few ? `the first ${few}` : many} ${what}`));
}
