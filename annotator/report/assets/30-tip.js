// What hovering or focusing tells: one box, that can be hovered itself and goes with Escape.

const tips = new WeakMap();
let tipOwner = null;
let tipTimer = 0;

/** Give an element a tip; `build` makes its content when it is needed. */
function tip(node, build) {
  tips.set(node, build);
  node.dataset.tip = '';
  return node;
}

function showTip(node) {
  clearTimeout(tipTimer);
  if (tipOwner === node) return;
  hideTip();
  const box = $('tip');
  box.replaceChildren(...[tips.get(node)()].flat());
  box.hidden = false;
  tipOwner = node;
  node.setAttribute('aria-describedby', 'tip');
  placeTip(box, node);
}

function placeTip(box, node) {
  const at = node.getClientRects()[0] || node.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const left = Math.max(8, Math.min(at.left, width - box.offsetWidth - 8));
  const below = at.bottom + 6 + box.offsetHeight < window.innerHeight || at.top < box.offsetHeight + 12;
  box.style.left = `${left}px`;
  box.style.top = `${below ? at.bottom + 6 : at.top - box.offsetHeight - 6}px`;
}

function inView(node) {
  const { top, bottom } = node.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

function hideTip() {
  clearTimeout(tipTimer);
  $('tip').hidden = true;
  if (tipOwner) tipOwner.removeAttribute('aria-describedby');
  tipOwner = null;
}

function hideTipSoon() {
  clearTimeout(tipTimer);
  tipTimer = setTimeout(hideTip, 200);
}

function watchTips() {
  const owner = (event) => event.target instanceof Element && event.target.closest('[data-tip]');
  document.addEventListener('mouseover', (event) => {
    const node = owner(event);
    if (node) showTip(node);
    else if (event.target.closest('#tip')) clearTimeout(tipTimer);
    else if (tipOwner && tipOwner !== document.activeElement) hideTipSoon();
  });
  document.addEventListener('focusin', (event) => (owner(event) ? showTip(owner(event)) : hideTip()));
  const follow = () => tipOwner && (inView(tipOwner) ? placeTip($('tip'), tipOwner) : hideTip());
  document.addEventListener('scroll', follow, { capture: true, passive: true });
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hideTip());
}
