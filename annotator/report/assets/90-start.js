// Filters, links, and what is on the screen.

/** Choose; the address keeps it, so that it can be sent to somebody. */
function pick(changes) {
  chosen = { ...chosen, ...changes };
  if (!chosen.party && chosen.partner) chosen = { ...chosen, party: chosen.partner, partner: '' };
  history.replaceState(null, '', chosenHash());
  drawOverview();
}

function chosenHash() {
  const wanted = KEYS.filter((key) => chosen[key]).map((key) => [key, chosen[key]]);
  return `#?${new URLSearchParams(wanted)}`;
}

function drawOverview() {
  for (const key of KEYS) {
    const field = $('filters').elements[key];
    if (field.value !== (chosen[key] || '')) field.value = chosen[key] || '';
    field.classList.toggle('set', Boolean(chosen[key]));
  }
  drawParties();
  drawTimeline();
  drawArticles();
}

/** What is chosen, in words, for the eye, the screen reader and the printed page. */
function chosenWords() {
  const fields = KEYS.filter((key) => chosen[key]).map((key) => $('filters').elements[key]);
  return fields.map((field) => (field.options ? field.selectedOptions[0].label : `“${field.value}”`));
}

function fillFilters() {
  const present = (values) => new Set(values);
  const words = (list, there) => Object.keys(WORDS[list]).filter((value) => there.has(value)).map((value) => [value, label(list, value), WORDS[list][value].fr]);
  const acts = ARTICLES.flatMap((article) => article.cooperation);
  const themes = present(ARTICLES.flatMap((article) => article.rationale).map((reason) => reason.theme));
  const codes = [...present(acts.flatMap((act) => act.parties))].map((code) => [code, partyName(code)]).sort((a, b) => a[1].localeCompare(b[1], 'fr'));
  const options = {
    party: codes,
    partner: codes,
    type: [...words('types', present(acts.map((act) => act.type))), [NONE, '(no cooperation)']],
    status: words('statuses', present(acts.map((act) => act.status))),
    theme: words('themes', themes),
    review: words('reviews', present(ARTICLES.map((article) => article.review.status))),
    period: allPeriods().map((period) => [period, periodName(period)]),
  };
  for (const [key, values] of Object.entries(options)) {
    $('filters').elements[key].replaceChildren(el('option', { value: '' }, 'any'), ...values.map(([value, name, title]) => el('option', { value, title }, name)));
  }
}

function watchFilters() {
  const form = $('filters');
  let timer = 0;
  form.addEventListener('change', (event) => pick({ [event.target.name]: event.target.value }));
  form.elements.text.addEventListener('input', (event) => {
    clearTimeout(timer);
    timer = setTimeout(() => pick({ text: event.target.value }), 120);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  $('reset').addEventListener('click', () => pick(Object.fromEntries(KEYS.map((key) => [key, '']))));
}

/** `#article`, `#article/finding`, `#?party=JPN&type=exercise`, or nothing. */
function readHash() {
  const hash = location.hash.slice(1);
  if (!hash || hash.startsWith('?')) return { filters: Object.fromEntries(new URLSearchParams(hash.slice(1))) };
  const [article, ...rest] = hash.split('/');
  return { article: BY_ID.get(decoded(article)), finding: decoded(rest.join('/')) };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

let shown = null; // the article on the screen

function route() {
  hideTip();
  const { article, finding, filters } = readHash();
  const cameFrom = shown;
  $('overview').hidden = Boolean(article);
  $('reader').hidden = !article;
  $('title').parentNode.classList.toggle('small', Boolean(article));
  if (!article) return showOverview(filters, cameFrom);
  if (shown !== article) drawReader(article);
  shown = article;
  document.title = `${titleOf(article)} · ${DATA.title}`;
  if (finding && pointAt(finding)) return undefined;
  if (cameFrom !== article) window.scrollTo(0, 0);
  return $('reader-title').focus({ preventScroll: true });
}

function showOverview(filters, cameFrom) {
  document.title = DATA.title;
  shown = null;
  if (filters) chosen = Object.fromEntries(KEYS.map((key) => [key, allowed(key, filters[key] || '')]));
  drawOverview();
  const line = cameFrom && [...$('articles').querySelectorAll('a')].find((link) => link.getAttribute('href') === linkTo(cameFrom));
  if (line) line.focus();
}

/** A value that the filter offers, else nothing: links may be old. */
function allowed(key, value) {
  const field = $('filters').elements[key];
  return key === 'text' || [...field.options].some((option) => option.value === value) ? value : '';
}

function drawFigures() {
  const acts = ARTICLES.flatMap((article) => article.cooperation);
  const dates = DATES.map((date) => date.slice(0, 7)).sort();
  const figures = [
    [ARTICLES.length, ARTICLES.length === 1 ? 'article' : 'articles'],
    [ARTICLES.filter((article) => article.relevant).length, 'with cooperation'],
    [acts.length, acts.length === 1 ? 'cooperation entry' : 'cooperation entries'],
    [ARTICLES.reduce((sum, article) => sum + article.rationale.length, 0), 'reasons'],
    [new Set(acts.flatMap((act) => act.parties)).size, 'parties'],
    [ARTICLES.filter((article) => article.review.status !== 'unreviewed').length, 'reviewed'],
  ];
  const span = dates.length ? [[dates[0] === dates[dates.length - 1] ? dates[0] : `${dates[0]} – ${dates[dates.length - 1]}`, 'published']] : [];
  $('figures').replaceChildren(...[...figures, ...span].map(([value, name]) => el('div', {}, el('dt', {}, name), el('dd', {}, value.toLocaleString('en')))));
}

function start() {
  drawFigures();
  drawStatuses();
  fillFilters();
  watchFilters();
  watchTips();
  $('colophon').textContent = `annotator ${DATA.version} · this page asks nothing of any network.`;
  $('skip').addEventListener('click', () => $('main').focus());
  window.addEventListener('hashchange', route);
  route();
}

start();
