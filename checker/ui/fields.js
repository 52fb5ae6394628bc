// The server's markup is put into the elements that are there: what was typed or ticked for one thing, and not
// yet sent, must not stay for the thing that stands in its place then.
const owner = (field) => field.closest('[data-owner]')?.dataset.owner;
const filled = new WeakMap();
element.addEventListener('input', (event) => filled.set(event.target, owner(event.target)));
new MutationObserver(() => {
  for (const field of element.querySelectorAll('[data-owner] input')) {
    if (!filled.has(field) || filled.get(field) === owner(field)) continue;
    filled.delete(field);
    if (field.type === 'checkbox') field.checked = false;
    else field.value = field.getAttribute('value') ?? '';
    field.removeAttribute('aria-invalid');
    field.removeAttribute('placeholder');
  }
}).observe(element, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-owner']});
