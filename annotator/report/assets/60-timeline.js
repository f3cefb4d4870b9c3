// Time × types and themes: every number is a choice of period and type or theme.

function drawTimeline() {
  const periods = allPeriods();
  const articles = tally(select('period'), () => ['articles']);
  const types = tally(select('period', 'type'), ({ acts }) => acts.map((act) => act.type));
  const themes = tally(select('period', 'theme'), ({ reasons }) => reasons.map((reason) => reason.theme));
  const table = el('table', { class: 'heat timeline', role: 'grid' },
    el('caption', { class: 'unseen' }, 'Articles, entries by type and reasons by theme, by date of publication'),
    el('thead', {}, periodHeads(periods)),
    el('tbody', {}, articleRow(periods, articles)),
    timeRows('Cooperation by type', 'type', 'types', types, periods),
    timeRows('Reasons by theme', 'theme', 'themes', themes, periods));
  table.style.maxWidth = `${22 + 5 * periods.length}rem`; // few columns need not fill the page
  placeGrid($('timeline'), table);
  $('timeline-more').textContent = undatedNote();
}

/** Value → { all, byPeriod } over what is selected. */
function tally(selected, values) {
  const rows = new Map();
  for (const item of selected) {
    const period = periodOf(item.article);
    for (const value of values(item)) {
      if (!rows.has(value)) rows.set(value, { all: 0, byPeriod: new Map() });
      rows.get(value).all += 1;
      if (period) add(rows.get(value).byPeriod, period);
    }
  }
  return rows;
}

function periodHeads(periods) {
  const years = new Map();
  for (const period of periods) add(years, period.split('-')[0]);
  const top = el('tr', {}, el('td'), [...years].map(([year, span]) => el('th', { scope: 'colgroup', colspan: span, class: 'year' }, year)), el('td'));
  if (STEP === 'year') top.replaceChildren(el('td'), ...periods.map((year) => el('th', { scope: 'col' }, year)), el('th', { scope: 'col', class: 'total' }, 'all'));
  if (STEP === 'year') return [top];
  const heads = periods.map((period) => el('th', { scope: 'col', class: startsYear(period, periods) && 'first' }, periodPart(period)));
  return [top, el('tr', {}, el('td'), heads, el('th', { scope: 'col', class: 'total' }, 'all'))];
}

const startsYear = (period, periods) => {
  const before = periods[periods.indexOf(period) - 1];
  return before && before.split('-')[0] !== period.split('-')[0];
};

function articleRow(periods, rows) {
  const row = rows.get('articles') || { all: 0, byPeriod: new Map() };
  const most = Math.max(1, ...row.byPeriod.values());
  const cells = periods.map((period) => {
    const count = row.byPeriod.get(period) || 0;
    const cell = el('td', { class: startsYear(period, periods) && 'first' });
    if (count) cell.append(timeButton(count, most, 'articles', plural(count, 'article'), { period }, periods));
    const bar = cell.querySelector('.cell');
    if (bar) bar.style.setProperty('--share', count / most);
    return cell;
  });
  return el('tr', { class: 'bars' }, el('th', { scope: 'row' }, 'Articles'), cells, el('td', { class: 'total' }, String(row.all)));
}

function timeRows(title, key, list, rows, periods) {
  const most = Math.max(1, ...[...rows.values()].flatMap((row) => [...row.byPeriod.values()]));
  const widest = Math.max(1, ...[...rows.values()].map((row) => row.all));
  const values = Object.keys(WORDS[list]).filter((value) => rows.has(value)).sort((a, b) => rows.get(b).all - rows.get(a).all);
  const head = el('tr', { class: 'group' }, el('th', { scope: 'rowgroup', colspan: periods.length + 2 }, title));
  return el('tbody', {}, head, values.map((value) => timeRow(value, rows.get(value), { key, list, most, widest, periods })));
}

function timeRow(value, row, { key, list, most, widest, periods }) {
  const cells = periods.map((period) => {
    const count = row.byPeriod.get(period);
    const what = `${label(list, value)} ${count}`;
    const button = count && timeButton(count, most, value, what, { period, [key]: value }, periods);
    return el('td', { class: startsYear(period, periods) && 'first' }, button || null);
  });
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', row.all / widest);
  const choose = () => pick({ [key]: chosen[key] === value ? '' : value });
  const pressed = String(chosen[key] === value);
  const all = el('button', { type: 'button', class: 'cell total', tabindex: '-1', 'data-key': `${value} all`, 'aria-pressed': pressed, 'aria-label': `${label(list, value)}, all: ${row.all}`, onclick: choose }, String(row.all), bar);
  return el('tr', {}, el('th', { scope: 'row' }, word(list, value)), cells, el('td', { class: 'total' }, all));
}

function timeButton(count, most, value, what, wanted, periods) {
  const pressed = Object.entries(wanted).every(([key, wish]) => chosen[key] === wish);
  const choose = () => pick(Object.fromEntries(Object.entries(wanted).map(([key, wish]) => [key, pressed ? '' : wish])));
  const name = `${periodName(wanted.period)}: ${what}`;
  return cellButton(count, most, { key: `${value} ${wanted.period}`, name, pressed, choose, explain: () => [el('strong', {}, periodName(wanted.period)), ` ${what}`] });
}

function undatedNote() {
  const missing = ARTICLES.filter((article) => !periodOf(article)).length;
  return missing ? `${plural(missing, 'article')} without a date${STEP === 'year' ? '' : ` as precise as a ${STEP}`}: counted under “all” only.` : '';
}
