'use strict';
// Data and small tools. Text from articles reaches the page as text nodes only.

const DATA = JSON.parse(document.getElementById('data').textContent);
const WORDS = DATA.vocabulary;
const NAMES = new Map(DATA.parties);
const ARTICLES = DATA.articles;
const BY_ID = new Map(ARTICLES.map((article) => [article.id, article]));

const $ = (id) => document.getElementById(id);

/** An element; `attributes` with a function add a listener (`onclick`), empty ones are left out. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A word of the vocabulary with the French one as its tooltip; what is unknown shows as it is. */
function word(list, value, mark = true) {
  const known = Object.hasOwn(WORDS[list], value) ? WORDS[list][value] : { label: value };
  const sign = mark && known.mark ? el('span', { class: 'mark', 'aria-hidden': 'true' }, known.mark, ' ') : null;
  return el('span', { class: `word ${list}`, title: known.fr }, sign, known.label);
}

const label = (list, value) => (Object.hasOwn(WORDS[list], value) ? WORDS[list][value].label : value);
const partyName = (code) => NAMES.get(code) || code.replace(/^X:/, '');
const plural = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[’ʼ]/g, "'").toLowerCase();
const add = (counts, key, by = 1) => counts.set(key, (counts.get(key) || 0) + by);
const byCount = (counts) => [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

/** Both parties of each pair in a set of parties; one that acts alone is paired with itself. */
function pairsOf(parties) {
  if (parties.length === 1) return [[parties[0], parties[0]]];
  const sorted = [...parties].sort();
  return sorted.flatMap((one, i) => sorted.slice(i + 1).map((other) => [one, other]));
}

/** Who gives a reason: a name, codes, or the article. */
function speaker(stated) {
  if (typeof stated === 'string') return 'the article';
  const codes = stated.party ? stated.party.split(', ').map(partyName).join(', ') : '';
  return stated.name ? stated.name + (codes ? ` (${codes})` : '') : codes;
}

/** How dark a number is shown, 1 to 5. */
const level = (count, most) => (most <= 5 ? count : Math.ceil(5 * Math.sqrt(count / most)));
