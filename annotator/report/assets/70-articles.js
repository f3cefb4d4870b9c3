// The table of articles.

const COLUMNS = [
  { key: 'date', name: 'Date', of: ({ article }) => article.published || '' },
  { key: 'title', name: 'Article', of: ({ article }) => fold(titleOf(article)) },
  { key: 'parties', name: 'Parties' },
  { key: 'acts', name: 'Cooperation', of: ({ acts }) => -acts.length },
  { key: 'reasons', name: 'Reasons', of: ({ reasons }) => -reasons.length },
  { key: 'doubt', name: 'Confidence', of: ({ article }) => doubtOf(article) ?? 2, title: 'The lowest confidence among the findings' },
  { key: 'review', name: 'Review', of: ({ article }) => article.review.status },
];
let sorting = { key: 'date', down: true };

const titleOf = (article) => article.title || article.name;
const findingsOf = (article) => [...article.cooperation, ...article.rationale];

/** The lowest confidence of the program in a finding; none where a person wrote them all. */
function doubtOf(article) {
  const known = findingsOf(article).map((finding) => finding.confidence).filter((value) => typeof value === 'number');
  return known.length ? Math.min(...known) : undefined;
}

/** What is selected, in the order of the table. */
function sorted(items) {
  const { of } = COLUMNS.find((column) => column.key === sorting.key);
  const sign = sorting.down ? -1 : 1;
  const order = (a, b) => (of(a) < of(b) ? -sign : of(a) > of(b) ? sign : 0);
  return [...items].sort((a, b) => order(a, b) || ARTICLES.indexOf(a.article) - ARTICLES.indexOf(b.article));
}

function drawArticles() {
  const items = sorted(select());
  const head = el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, COLUMNS.map(columnHead)));
  const body = el('tbody', { role: 'rowgroup' }, items.map(articleLine));
  const caption = el('caption', { class: 'unseen' }, 'Articles under the filters above');
  $('articles').replaceChildren(caption, head, body);
  $('result').textContent = [`${items.length} of ${plural(ARTICLES.length, 'article')}`, ...chosenWords()].join(' · ');
}

function columnHead({ key, name, of, title }) {
  const active = sorting.key === key;
  const order = active ? (sorting.down ? 'descending' : 'ascending') : null;
  const sort = () => {
    sorting = { key, down: active ? !sorting.down : key === 'date' };
    drawArticles();
    $('articles').querySelector(`[data-sort="${key}"]`).focus();
  };
  const sign = el('span', { class: 'sign', 'aria-hidden': 'true' }, active ? (sorting.down ? '▼' : '▲') : '');
  const content = of ? el('button', { type: 'button', class: 'sort', 'data-sort': key, title, onclick: sort }, name, sign) : name;
  return el('th', { scope: 'col', role: 'columnheader', 'aria-sort': order, class: key }, content);
}

function articleLine({ article, acts, reasons }) {
  const cells = {
    date: el('time', {}, article.published || '—'),
    title: [el('a', { href: linkTo(article) }, titleOf(article)), el('span', { class: 'about' }, aboutOf(article))],
    parties: partyCodes(article),
    acts: article.cooperation.length ? acts.map(actChip) : el('span', { class: 'muted' }, 'none'),
    reasons: countChips(reasons.map((reason) => reason.theme), 'themes'),
    doubt: confidence(doubtOf(article)),
    review: reviewBadge(article),
  };
  return el('tr', { role: 'row', class: !article.cooperation.length && 'quiet' }, COLUMNS.map(({ key, name }) =>
    el('td', { role: 'cell', class: key, 'data-name': name }, cells[key])));
}

const linkTo = (article, finding) => `#${article.id}${finding ? `/${encodeURIComponent(finding.id)}` : ''}`;
const aboutOf = (article) => [article.source, article.place, article.name].filter(Boolean).join(' · ');

function partyCodes(article) {
  const codes = [...new Set(article.cooperation.flatMap((act) => act.parties))].sort();
  return codes.map((code) => el('abbr', { class: 'code', title: partyName(code) }, shortCode(code)));
}

function actChip(act) {
  const title = `${label('types', act.type)}, ${label('statuses', act.status)}: ${act.parties.map(partyName).join(', ')}`;
  const mark = WORDS.statuses[act.status].mark;
  return el('span', { class: 'chip', title }, el('span', { class: 'mark', 'aria-hidden': 'true' }, mark), ' ', label('types', act.type), el('span', { class: 'unseen' }, ` ${label('statuses', act.status)}`));
}

function countChips(values, list) {
  const counts = new Map();
  for (const value of values) add(counts, value);
  return byCount(counts).map(([value, count]) => el('span', { class: 'chip plain' }, word(list, value), count > 1 && ` ${count}`));
}

function confidence(value) {
  if (value === undefined) return el('span', { class: 'muted' }, '—');
  const bar = el('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', value);
  return el('span', { class: 'confidence' }, bar, value.toFixed(2));
}

function reviewBadge(article) {
  const status = article.review.status;
  const warning = article.problems.length ? el('span', { class: 'warning', title: plural(article.problems.length, 'problem') }, ' ⚠', el('span', { class: 'unseen' }, plural(article.problems.length, 'problem'))) : null;
  return [el('span', { class: `badge ${status}` }, word('reviews', status)), warning];
}

/** What the marks of the statuses mean. */
function drawStatuses() {
  $('statuses').replaceChildren(...Object.keys(WORDS.statuses).map((status) => word('statuses', status)));
}
