// One article: its text with highlights, its findings beside it.

/** Findings in the order of the text, each with its label (C1, P1, …) and its kind. */
function findings(article) {
  const acts = article.cooperation.map((entry) => ({ ...entry, list: 'cooperation', kind: 'cooperation' }));
  const reasons = article.rationale.map((entry) => ({ ...entry, list: 'rationale' }));
  const place = (finding) => (finding.spans.length ? finding.spans[0][0] : Infinity);
  const all = [...acts, ...reasons].sort((a, b) => place(a) - place(b) || 0);
  const letters = { cooperation: 'C', purpose: 'P', cause: 'R' };
  const numbers = new Map();
  for (const finding of all) {
    add(numbers, finding.kind);
    finding.label = `${letters[finding.kind]}${numbers.get(finding.kind)}`;
  }
  return all;
}

function drawReader(article) {
  const all = findings(article);
  $('reader').replaceChildren(
    readerNav(article),
    readerHead(article),
    el('div', { class: 'columns' },
      el('div', { class: 'reading' }, legend(all), articleText(article, all)),
      el('section', { class: 'findings', 'aria-labelledby': 'findings-title' },
        el('h3', { id: 'findings-title' }, all.length ? plural(all.length, 'finding') : 'No findings'),
        el('ol', {}, all.map((finding) => el('li', {}, card(article, finding, all)))))));
}

function readerNav(article) {
  const order = sorted(select()).map((item) => item.article);
  const at = order.indexOf(article);
  const step = (other, text) => (other ? el('a', { href: linkTo(other), title: titleOf(other) }, text) : el('span', { class: 'muted' }, text));
  const place = at < 0 ? 'outside the filters' : `${at + 1} of ${order.length}`;
  return el('nav', { class: 'steps', 'aria-label': 'Articles' },
    el('a', { href: chosenHash() }, '↑ All articles'), step(order[at - 1], '← Previous'), el('span', { class: 'muted' }, place), step(order[at < 0 ? 0 : at + 1], 'Next →'));
}

function readerHead(article) {
  const review = article.review;
  const by = [review.by && `by ${review.by}`, review.date && `on ${review.date}`].filter(Boolean).join(' ');
  const about = [article.source, article.place, article.published, article.language !== 'fr' && `language: ${article.language}`].filter(Boolean);
  return el('header', {},
    el('h2', { id: 'reader-title', tabindex: '-1' }, titleOf(article)),
    el('p', { class: 'about' }, about.join(' · ')),
    el('p', { class: 'about' }, el('span', { class: `badge ${review.status}` }, word('reviews', review.status)), by && ` ${by}`, review.note && el('q', {}, review.note),
      ' ', article.relevant ? 'reports defence cooperation' : 'reports no defence cooperation', ' · ', el('code', {}, article.name), versions(article)),
    article.people.length ? el('p', { class: 'about' }, 'People: ', article.people.map(([code, name, role], i) => [i ? '; ' : '', el('b', {}, name), role && `, ${role}`, ` (${code})`])) : null,
    article.problems.length ? problemList(article.problems) : null);
}

const problemList = (problems) =>
  el('details', { class: 'notice', open: problems.length < 3 },
    el('summary', {}, `⚠ ${plural(problems.length, 'problem')} in the annotation`),
    el('ul', {}, problems.map((problem) => el('li', {}, problem))));

const versions = ({ machine }) => (machine.version ? ` · annotator ${machine.version}, models ${machine.models}, lexicon ${machine.lexicon}` : '');

function legend(all) {
  const kinds = Object.keys(WORDS.kinds).filter((kind) => all.some((finding) => finding.kind === kind));
  if (!kinds.length) return null;
  const toggle = (event) => $('reader').classList.toggle(`without-${event.target.value}`, !event.target.checked);
  return el('fieldset', { class: 'legend' }, el('legend', { class: 'unseen' }, 'Highlights'), kinds.map((kind) =>
    el('label', {}, el('input', { type: 'checkbox', value: kind, checked: !$('reader').classList.contains(`without-${kind}`), onchange: toggle }), ' ', el('span', { class: `sample ${kind}` }, word('kinds', kind)))));
}

// The text. Offsets count code points, so it is cut as an array of them.

function articleText(article, all) {
  if (!article.blocks.length) return el('p', { class: 'notice' }, 'The article itself cannot be read; below is what its annotation says.');
  const points = Array.from(article.text);
  const spans = all.flatMap((finding) => finding.spans.map(([start, end]) => ({ start, end, finding })));
  const blocks = article.blocks.map(([kind, start, end]) => {
    let last = end; // the white space behind the last word
    while (last > start && !points[last - 1].trim()) last -= 1;
    const space = el('span', { class: 'space' }, pieces(article, points, last, end, spans));
    return el('p', { class: kind }, pieces(article, points, start, last, spans), space);
  });
  return el('div', { class: 'text', lang: article.language }, blocks);
}

/** A block cut wherever a highlight begins or ends; each piece in a mark for each that covers it. */
function pieces(article, points, start, end, spans) {
  const inside = spans.filter((span) => span.start < end && span.end > start);
  const cuts = new Set([start, end]);
  for (const span of inside) for (const at of [span.start, span.end]) if (at > start && at < end) cuts.add(at);
  const row = [...cuts].sort((a, b) => a - b);
  return row.slice(0, -1).flatMap((from, i) => {
    const over = inside.filter((span) => span.start <= from && span.end >= row[i + 1]).sort((a, b) => a.start - b.start || b.end - a.end);
    const ending = inside.filter((span) => span.end === row[i + 1]);
    return [marked(article, points.slice(from, row[i + 1]).join(''), over), ending.map(({ finding }) => reference(article, finding))];
  });
}

function marked(article, text, over) {
  return over.reduceRight((content, { finding }) => {
    const open = () => { location.hash = linkTo(article, finding); };
    const mark = el('mark', { class: finding.kind, 'data-finding': finding.id, onclick: (event) => { event.stopPropagation(); open(); } }, content);
    return tip(mark, () => over.map((span) => facts(article, span.finding)));
  }, document.createTextNode(text));
}

/** The label behind a highlight: it can be focused, is printed, and is not copied with the text. */
function reference(article, finding) {
  const name = `${finding.label}, ${summary(finding)}`;
  return tip(el('a', { class: `ref ${finding.kind}`, href: linkTo(article, finding), 'data-ref': finding.id, 'aria-label': name, lang: 'en' }, finding.label), () => facts(article, finding));
}

const summary = (finding) =>
  finding.list === 'cooperation'
    ? `${label('types', finding.type)}, ${label('statuses', finding.status)}: ${finding.parties.map(partyName).join(', ')}`
    : `${label('kinds', finding.kind)}, ${label('themes', finding.theme)}`;

function card(article, finding, all) {
  const hover = (on) => () => { for (const node of marksOf(finding.id)) node.classList.toggle('lit', on); };
  const missing = (finding.missing || []).map((quote) => el('blockquote', { lang: article.language }, quote, el('footer', {}, 'not in the text')));
  const attributes = { class: `card ${finding.kind}`, 'data-card': finding.id, onmouseenter: hover(true), onmouseleave: hover(false) };
  return el('div', attributes, heading(article, finding), missing, details(article, finding, all));
}

function heading(article, finding) {
  const words = finding.list === 'cooperation'
    ? [word('types', finding.type), word('statuses', finding.status)]
    : [word('kinds', finding.kind), word('themes', finding.theme)];
  return el('h4', {}, el('a', { href: linkTo(article, finding) }, el('span', { class: `ref ${finding.kind}` }, finding.label), words));
}

/** The same facts without links, for the tip. */
const facts = (article, finding) => el('div', { class: `card ${finding.kind}` },
  el('strong', {}, finding.label, ' ', summary(finding)), details(article, finding, []));

function details(article, finding, all) {
  const supported = (finding.supports || []).map((id) => all.find((other) => other.id === id)).filter(Boolean);
  const when = finding.when && [finding.when.text, finding.when.date && `(${finding.when.date})`].filter(Boolean).join(' ');
  const rows = [
    ['parties', finding.list === 'cooperation' && finding.parties.map((code, i) => [i ? ', ' : '', partyName(code), ' ', el('abbr', {}, shortCode(code))])],
    ['stated by', finding.list === 'rationale' && speaker(finding.stated_by)],
    ['targets', (finding.targets || []).map(partyName).join(', ')],
    ['supports', supported.map((other, i) => [i ? ', ' : '', el('a', { href: linkTo(article, other) }, `${other.label} ${label('types', other.type)}`)])],
    ['domains', (finding.domains || []).join(', ')],
    ['when', when],
    ['where', finding.where],
    ['rule', finding.rule && el('code', {}, finding.rule)],
    ['confidence', finding.confidence === undefined ? null : confidence(finding.confidence)],
    ['offsets', finding.spans.map(([start, end]) => `${start}–${end}`).join(', ')],
    ['origin', finding.origin && (finding.origin === 'human' ? 'added by a person' : 'edited by a person')],
    ['conflict', finding.conflict],
  ];
  return el('dl', {}, rows.filter(([, value]) => value && value.length !== 0).map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', { class: name === 'conflict' && name }, value))));
}

const marksOf = (id) => [...$('reader').querySelectorAll('[data-finding]')].filter((node) => node.dataset.finding === id);

/** Show which finding a link means, in the text and beside it. */
function pointAt(id) {
  for (const node of $('reader').querySelectorAll('.current')) node.classList.remove('current');
  for (const node of $('reader').querySelectorAll('[aria-current]')) node.removeAttribute('aria-current');
  const find = (kind) => [...$('reader').querySelectorAll(`[data-${kind}]`)].find((node) => node.dataset[kind] === id);
  const [card, reference] = [find('card'), find('ref')];
  if (!card) return false;
  for (const node of [card, ...marksOf(id)]) node.classList.add('current');
  card.querySelector('a').setAttribute('aria-current', 'true');
  const mark = marksOf(id)[0];
  const isBeside = card.getBoundingClientRect().left > $('reader').querySelector('.reading').getBoundingClientRect().right;
  if (isBeside || !mark) card.scrollIntoView({ block: 'nearest' });
  if (mark && !inView(mark)) mark.scrollIntoView({ block: 'center' });
  (reference || card.querySelector('a')).focus({ preventScroll: true });
  return true;
}
