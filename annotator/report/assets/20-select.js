// What is chosen, and what is left of the articles under it.

const KEYS = ['text', 'party', 'partner', 'type', 'status', 'theme', 'review', 'period'];
const NONE = 'none'; // as a type: articles without cooperation
let chosen = {};

/** Articles that pass, each with the entries that do; the keys in `omit` are not asked for. */
function select(...omit) {
  const want = Object.fromEntries(KEYS.map((key) => [key, omit.includes(key) ? '' : chosen[key] || '']));
  const words = fold(want.text).split(/\s+/).filter(Boolean);
  return ARTICLES.filter((article) => passes(article, want, words))
    .map((article) => ({ article, acts: actsOf(article, want), reasons: reasonsOf(article, want) }))
    .filter(({ acts, reasons }) => (acts.length || !asksForAct(want)) && (reasons.length || !want.theme));
}

const asksForAct = (want) => want.party || want.partner || want.status || (want.type && want.type !== NONE);

function passes(article, want, words) {
  if (want.review && article.review.status !== want.review) return false;
  if (want.period && periodOf(article) !== want.period) return false;
  if (want.type === NONE && article.cooperation.length) return false;
  return words.every((part) => haystack(article).includes(part));
}

function actsOf(article, want) {
  return article.cooperation.filter(
    (act) =>
      (!want.type || act.type === want.type) &&
      (!want.status || act.status === want.status) &&
      (!want.party || act.parties.includes(want.party)) &&
      (!want.partner || isWith(act.parties, want.party, want.partner))
  );
}

/** Whether `partner` takes part; the same code twice asks for a party that acts alone. */
const isWith = (parties, party, partner) =>
  parties.includes(partner) && (partner !== party || parties.length === 1);

const reasonsOf = (article, want) => article.rationale.filter((reason) => !want.theme || reason.theme === want.theme);

/** All that the search looks through, folded once. */
function haystack(article) {
  if (!article.folded) {
    const codes = article.cooperation.flatMap((act) => [...act.parties, ...act.parties.map(partyName)]);
    const people = article.people.flat();
    const about = [article.title, article.source, article.place, article.name, article.review.by, article.review.note];
    article.folded = fold([article.text, ...about, ...codes, ...people].filter(Boolean).join('\n'));
  }
  return article.folded;
}

// Time: the finest step that gives few enough columns.

const DATES = ARTICLES.map((article) => article.published).filter(Boolean).map((date) => date.replace(/\/.*/, ''));
const STEP = chooseStep(DATES.filter((date) => /^\d{4}/.test(date)).sort());

function chooseStep(dates) {
  if (!dates.length) return 'month';
  const months = (date) => 12 * Number(date.slice(0, 4)) + Number(date.slice(5, 7) || 1);
  const width = months(dates[dates.length - 1]) - months(dates[0]) + 1;
  return width <= 24 ? 'month' : width <= 84 ? 'quarter' : 'year';
}

/** `2024-03`, `2024-Q1` or `2024`; nothing where the date is not known that well. */
function periodOf(article) {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?/.exec(article.published || '') || [];
  if (!year || STEP === 'year') return year;
  if (!month) return undefined;
  return STEP === 'month' ? `${year}-${month}` : `${year}-Q${Math.ceil(month / 3)}`;
}

/** The periods from the first to the last; where that is too long a row, those with articles. */
function allPeriods() {
  const there = [...new Set(ARTICLES.map(periodOf).filter(Boolean))].sort();
  const row = there.slice(0, 1);
  while (row.length && row.length < 40 && row[row.length - 1] < there[there.length - 1]) row.push(next(row[row.length - 1]));
  return row[row.length - 1] === there[there.length - 1] ? row : there;
}

function next(period) {
  const [year, part] = period.split('-');
  if (!part) return String(Number(year) + 1).padStart(4, '0');
  const [sign, last] = part.startsWith('Q') ? ['Q', 4] : ['', 12];
  const number = Number(part.replace('Q', '')) + 1;
  const later = String(Number(year) + 1).padStart(4, '0');
  const shown = (value) => (sign ? `Q${value}` : String(value).padStart(2, '0'));
  return number > last ? `${later}-${shown(1)}` : `${year}-${shown(number)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The part of a period under its year: `Mar`, `Q1`, nothing. */
function periodPart(period) {
  const part = period.split('-')[1] || '';
  return part.startsWith('Q') ? part : part && MONTHS[Number(part) - 1];
}

const periodName = (period) => [periodPart(period), period.split('-')[0]].filter(Boolean).join(' ');
