const cards = () => [...element.querySelectorAll('[data-finding]')];
const here = () => element.querySelector('.finding.at');
const move = (step) => {
  const all = cards();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  all.forEach((card) => card.classList.toggle('at', card === next));
  next.focus({preventScroll: true});
  next.scrollIntoView({block: 'nearest'});
};
const asked = new WeakMap();  // what waits for a reason, and of which finding
const decide = (card, verb) => {
  const field = (name) => card.querySelector(`[name=${name}]`);
  const reason = field('reason');
  if ((verb === 'dismiss' || verb === 'accept') && !reason.value.trim()) {
    cards().forEach((other) => other.classList.toggle('at', other === card));
    asked.set(card, {verb, of: card.dataset.owner});
    filled.set(reason, card.dataset.owner);
    reason.placeholder = `Why ${verb}? Then Enter`;
    reason.setAttribute('aria-invalid', 'true');
    reason.focus();
    return;
  }
  if (card.contains(document.activeElement)) card.focus({preventScroll: true});  // a key is an order again
  trigger('click', {
    verb, finding: card.dataset.finding, version: card.dataset.version,
    reason: reason.value, owner: field('owner').value, until: field('until').value,
  });
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-do]');
  const card = event.target.closest('[data-finding]');
  if (card) cards().forEach((other) => other.classList.toggle('at', other === card));
  if (button && card) decide(card, button.dataset.do);
});
element.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && event.target.matches('input')) {
    const card = event.target.closest('[data-finding]');
    // Enter repeats what was chosen; where nothing was, it must not choose.
    const waits = asked.get(card);
    if (waits && waits.of === card.dataset.owner) decide(card, waits.verb);
    else card.querySelector('[data-do]').focus();
  }
  if (event.key === 'Escape' && event.target.matches('input')) {
    asked.delete(event.target.closest('[data-finding]'));
    event.target.blur();
    here()?.focus();
  }
});
const verbs = {c: 'confirm', d: 'dismiss', a: 'accept', u: 'undo'};
const keys = (event) => {
  if (!element.isConnected) { document.removeEventListener('keydown', keys); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
  if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (verbs[event.key] && here()) decide(here(), verbs[event.key]);
  else return;
  event.preventDefault();
};
document.addEventListener('keydown', keys);
// The list is drawn anew after each decision: whoever works by keys or by ear stays at the next finding.
new MutationObserver(() => {
  if (document.activeElement === document.body) here()?.focus({preventScroll: true});
}).observe(element, {childList: true, subtree: true});
